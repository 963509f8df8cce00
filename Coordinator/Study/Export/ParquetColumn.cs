using System.Collections;
using Parquet;
using Parquet.Schema;

namespace Sweep.Coordinator.Study.Export;

/// <summary>Writes one column as Parquet.</summary>
/// <param name="at">The column's index in a row.</param>
internal abstract class ParquetColumn(int at)
{
    public abstract Field Field { get; }

    public static ParquetColumn Create(ExportColumn column, int at) =>
        column switch
        {
            { Kind: FieldKind.Text } => new Texts(column.Name, at),
            { Kind: FieldKind.Whole } => new Numbers<long>(column.Name, at),
            { Kind: FieldKind.Number } => new Numbers<double>(column.Name, at),
            { HasTexts: true } => new Lists<ReadOnlyMemory<char>, string>(column.Name, at, text => text.AsMemory()),
            _ => new Lists<double, double>(column.Name, at, number => number),
        };

    public abstract Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<object?[]> rows, CancellationToken cancellation);

    private object? In(object?[] row) => row[at];

    private sealed class Texts(string name, int at) : ParquetColumn(at)
    {
        private readonly DataField<string> _field = new(name);

        public override Field Field => _field;

        public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<object?[]> rows, CancellationToken cancellation) =>
            group.WriteAsync(_field, [.. rows.Select(row => In(row) as string)]);
    }

    private sealed class Numbers<T>(string name, int at) : ParquetColumn(at)
        where T : struct
    {
        private readonly DataField<T?> _field = new(name);

        public override Field Field => _field;

        public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<object?[]> rows, CancellationToken cancellation) =>
            group.WriteAsync<T>(_field, rows.Select(row => In(row) as T?).ToArray(), cancellationToken: cancellation);
    }

    /// <summary>
    /// The levels are those of Dremel: an existing value has the highest definition level; a repetition level of 0 starts the list of
    /// another row. A missing list is null at the first level.
    /// </summary>
    private sealed class Lists<T, TElement>(string name, int at, Func<TElement, T> convert) : ParquetColumn(at)
        where T : struct
    {
        private readonly ListField _field = new(name, new DataField("element", typeof(TElement), isNullable: true));

        public override Field Field => _field;

        public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<object?[]> rows, CancellationToken cancellation)
        {
            var element = (DataField)_field.Item;
            var (values, defined, repeated) = (new List<T>(), new List<int>(), new List<int>());
            foreach (var row in rows)
            {
                var isFirst = true;
                foreach (var value in (In(row) as IEnumerable)?.Cast<TElement>() ?? [])
                {
                    values.Add(convert(value));
                    defined.Add(element.MaxDefinitionLevel);
                    repeated.Add(isFirst ? 0 : element.MaxRepetitionLevel);
                    isFirst = false;
                }

                if (!isFirst)
                    continue;
                defined.Add(0);
                repeated.Add(0);
            }

            return group.WriteAllPartsAsync<T>(
                element,
                values.ToArray(),
                defined.ToArray().AsMemory(),
                repeated.ToArray().AsMemory(),
                cancellation
            );
        }
    }
}
