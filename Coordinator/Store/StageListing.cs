using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>A stage in the tree.</summary>
public sealed record StageListing
{
    public required StageDefinition Definition { get; init; }

    public required StageState State { get; init; }

    /// <summary>Number of the newest attempt; zero when it was never handed out.</summary>
    public required int Attempt { get; init; }

    /// <summary>Null unless it is queued for a worker or running there.</summary>
    public string? WorkerId { get; init; }

    /// <summary>Of the newest failed attempt; null when none failed.</summary>
    public string? Error { get; init; }

    /// <summary>Kept when the stage has to run again.</summary>
    public StageResult? Result { get; init; }

    /// <summary>How many children are in each state; those that are in none are left out.</summary>
    public required IReadOnlyDictionary<StageState, long> Children { get; init; }
}
