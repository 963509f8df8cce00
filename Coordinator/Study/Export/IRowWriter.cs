namespace Sweep.Coordinator.Study.Export;

/// <summary>Writes rows to a stream as they come, holding no more of them than it must.</summary>
public interface IRowWriter : IDisposable
{
    /// <param name="rows">Values as <see cref="ResultField.Read"/> gives them, one a column.</param>
    Task WriteAsync(IReadOnlyList<object?[]> rows, CancellationToken cancellation);

    /// <summary>Writes the rest. What was written without it is no whole file.</summary>
    Task EndAsync(CancellationToken cancellation);
}

/// <summary>The writers by format.</summary>
public static class RowWriters
{
    /// <param name="output">Need not seek; is not closed.</param>
    public static IRowWriter Create(ExportFormat format, IReadOnlyList<ExportColumn> columns, Stream output) =>
        format switch
        {
            ExportFormat.Csv => new CsvRows(columns, output),
            ExportFormat.Jsonl => new JsonRows(columns, output),
            _ => new ParquetRows(columns, output),
        };

    public static string MediaType(ExportFormat format) =>
        format switch
        {
            ExportFormat.Csv => "text/csv; charset=utf-8; header=present",
            ExportFormat.Jsonl => "application/jsonl",
            _ => "application/vnd.apache.parquet",
        };

    /// <summary>Without a dot.</summary>
    public static string Extension(ExportFormat format) =>
        format switch
        {
            ExportFormat.Csv => "csv",
            ExportFormat.Jsonl => "jsonl",
            _ => "parquet",
        };
}
