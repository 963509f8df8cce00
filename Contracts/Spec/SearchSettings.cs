namespace Sweep.Contracts.Spec;

/// <summary>
/// How much of the grid is trained: not all of it, but what its answer needs, chosen as results come in. Null members leave nothing out.
/// </summary>
public sealed record SearchSettings
{
    public LevelSearch? Levels { get; init; }

    public StopRule? Stop { get; init; }

    public SeedSearch? Seeds { get; init; }
}

/// <summary>Levels of sparsity are chosen where a mode's accuracy breaks: where it has fallen by <see cref="ReportSettings.Tolerance"/>.</summary>
/// <param name="Resolution">Distance of the levels that there are to choose from; the break point is wanted between two neighbours.</param>
/// <param name="Most">Levels above 0 that are trained of one mode at most; null for no limit.</param>
public sealed record LevelSearch(double Resolution, int? Most);

/// <summary>A mode's levels beyond a collapse are not trained.</summary>
/// <param name="Below">Points of top-1 below the dense network: a level whose mean has lost more is the last.</param>
public sealed record StopRule(double Below);

/// <summary>More seeds are trained where the comparison of the modes is not resolved.</summary>
/// <param name="Least">So many seeds are trained anyway.</param>
/// <param name="Most">Not more than these.</param>
public sealed record SeedSearch(int Least, int Most);
