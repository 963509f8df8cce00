namespace Sweep.Coordinator.Study.Export;

/// <summary>Writes rows to a stream as they arrive, and buffers as few as possible.</summary>
public interface IRowWriter : IDisposable
{
    /// <param name="rows">Values as returned by <see cref="ResultField.Read"/>, one for each column.</param>
    Task WriteAsync(IReadOnlyList<object?[]> rows, CancellationToken cancellation);

    /// <summary>Writes the rest. Without it the file is incomplete.</summary>
    Task EndAsync(CancellationToken cancellation);
}

/// <summary>Creates the writer of each format.</summary>
public static class RowWriters
{
    /// <param name="output">Need not be seekable, and is not closed.</param>
    public static IRowWriter Create(ExportFormat format, IReadOnlyList<ExportColumn> columns, Stream output) =>
        format switch
        {
            ExportFormat.Csv => new CsvRows(columns, output),
            ExportFormat.Jsonl => new JsonRows(columns, output),
            _ => new ParquetRows(columns, output),
        };
}
