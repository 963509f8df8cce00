namespace Sweep.Contracts.Spec;

/// <summary>
/// Which part of the grid is trained: only the trials that the answer needs, chosen as results arrive. A null member leaves nothing out.
/// </summary>
public sealed record SearchSettings
{
    public LevelSearch? Levels { get; init; }

    public StopRule? Stop { get; init; }

    public SeedSearch? Seeds { get; init; }
}

/// <summary>
/// Chooses levels of sparsity near the break point of each mode, where its accuracy has fallen by <see cref="ReportSettings.Tolerance"/>.
/// </summary>
/// <param name="Resolution">Distance between neighbouring levels; the search finds between which two the break point is.</param>
/// <param name="Most">The most levels above 0 that are trained of one mode; null means no limit.</param>
public sealed record LevelSearch(double Resolution, int? Most);

/// <summary>Skips a mode's levels beyond a collapse of its accuracy.</summary>
/// <param name="Below">Points of top-1 (in percent) below the dense network: a level whose mean has lost more is the last one.</param>
public sealed record StopRule(double Below);

/// <summary>Trains more seeds where the comparison of the modes is not resolved.</summary>
/// <param name="Least">The number of seeds that are always trained.</param>
/// <param name="Most">The most seeds that are trained.</param>
public sealed record SeedSearch(int Least, int Most);
