namespace Sweep.Coordinator.Study.Export;

/// <summary>What results can be written as, for other programs.</summary>
public enum ExportFormat
{
    /// <summary>RFC 4180; a list is one cell.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    Jsonl,

    /// <summary>Apache Parquet: columns with their types.</summary>
    Parquet,
}
