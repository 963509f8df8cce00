using Parquet;
using Parquet.Schema;

namespace Sweep.Coordinator.Study.Export;

/// <summary>
/// Writes rows as Parquet: texts as strings, whole numbers as 64-bit integers, numbers as doubles (a diverged loss stays NaN, and a missing
/// value is null), lists as lists. Rows are written in groups of some thousands, so that a reader can skip groups and the writer need not
/// hold all rows.
/// </summary>
internal sealed class ParquetRows : IRowWriter
{
    private const int RowsPerGroup = 50_000;

    private readonly Stream _output;
    private readonly MemoryStream _buffer = new();
    private readonly PassedOnStream _passedOn;
    private readonly ParquetColumn[] _columns;
    private readonly List<object?[]> _rows = [];
    private ParquetWriter? _writer;

    public ParquetRows(IReadOnlyList<ExportColumn> columns, Stream output)
    {
        (_output, _passedOn) = (output, new PassedOnStream(_buffer));
        _columns = [.. columns.Select((column, at) => ParquetColumn.Create(column, at))];
    }

    public async Task WriteAsync(IReadOnlyList<object?[]> rows, CancellationToken cancellation)
    {
        _rows.AddRange(rows);
        if (_rows.Count >= RowsPerGroup)
            await WriteGroupAsync(cancellation).ConfigureAwait(false);
    }

    public async Task EndAsync(CancellationToken cancellation)
    {
        await WriteGroupAsync(cancellation).ConfigureAwait(false);
        await _writer!.DisposeAsync().ConfigureAwait(false);
        await FlushAsync(cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _passedOn.Dispose();
        _buffer.Dispose();
    }

    private async Task WriteGroupAsync(CancellationToken cancellation)
    {
        _writer ??= await ParquetWriter
            .CreateAsync(
                new ParquetSchema(_columns.Select(column => column.Field)),
                _passedOn,
                new ParquetOptions { CompressionLevel = System.IO.Compression.CompressionLevel.Fastest },
                cancellationToken: cancellation
            )
            .ConfigureAwait(false);
        if (_rows.Count > 0)
        {
            using var group = _writer.CreateRowGroup();
            foreach (var column in _columns)
                await column.WriteAsync(group, _rows, cancellation).ConfigureAwait(false);
            group.CompleteValidate();
        }

        _rows.Clear();
        await FlushAsync(cancellation).ConfigureAwait(false);
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        await _output.WriteAsync(_buffer.GetBuffer().AsMemory(0, (int)_buffer.Length), cancellation).ConfigureAwait(false);
        _passedOn.Forget();
    }
}
