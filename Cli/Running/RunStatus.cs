using Sweep.Coordinator.Store;

namespace Sweep.Cli.Running;

/// <summary>Where a running sweep is.</summary>
public sealed record RunStatus
{
    public required string Sweep { get; init; }

    public required SweepCounts Counts { get; init; }

    /// <summary>Of the completed stages, those that other sweeps had completed before.</summary>
    public required long Reused { get; init; }

    /// <summary>By slot.</summary>
    public required IReadOnlyList<RunningStage> Running { get; init; }

    /// <summary>Share of the expected work that is done, parts of running stages included, 0…1.</summary>
    public required double Fraction { get; init; }

    /// <summary>Since this process began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Null until some work was done that shows how fast it goes.</summary>
    public required TimeSpan? Remaining { get; init; }

    /// <summary>Training images a second, all workers together; zero when none trains.</summary>
    public double ImagesPerSecond => Running.Sum(stage => stage.Progress.ImagesPerSecond);
}
