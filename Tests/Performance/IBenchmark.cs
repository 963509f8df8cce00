namespace Sweep.Performance;

/// <summary>Something that is measured; a verb of the program.</summary>
internal interface IBenchmark
{
    /// <summary>The verb.</summary>
    string Name { get; }

    /// <summary>Columns and units, as a header of a Markdown table.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Measures, and returns the table's rows.</summary>
    Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation);
}
