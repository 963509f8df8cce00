using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>The study's figure.</summary>
/// <param name="Tolerance">Percentage points of top-1.</param>
internal sealed record FigureFound(string Sweep, double Tolerance, IReadOnlyList<StudyRow> Rows)
{
    /// <summary>Of a sweep whose spec searches: what was trained, and why the rest was left out, a line each.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>Names of the grid's further axes.</summary>
    public IReadOnlyList<string> Axes { get; } = [.. Rows.SelectMany(row => row.Axes.Keys).Distinct()];
}
