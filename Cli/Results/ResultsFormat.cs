namespace Sweep.Cli.Results;

/// <summary>How <c>sweep results</c> writes its answer.</summary>
public enum ResultsFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>RFC 4180.</summary>
    Csv,

    /// <summary>One document.</summary>
    Json,

    /// <summary>One object a line.</summary>
    Jsonl,
}
