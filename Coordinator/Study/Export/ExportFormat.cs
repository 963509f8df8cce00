namespace Sweep.Coordinator.Study.Export;

/// <summary>The formats in which results are exported for other programs.</summary>
public enum ExportFormat
{
    /// <summary>RFC 4180; a list is one cell.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    Jsonl,

    /// <summary>Apache Parquet, with typed columns.</summary>
    Parquet,
}
