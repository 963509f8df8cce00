using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>A stage in a listing of the tree.</summary>
public sealed record StageListing
{
    public required StageDefinition Definition { get; init; }

    public required StageState State { get; init; }

    /// <summary>The number of the newest attempt; zero when it was never handed out.</summary>
    public required int Attempt { get; init; }

    /// <summary>The worker that holds it; null unless it is queued or running.</summary>
    public string? WorkerId { get; init; }

    /// <summary>The error of the newest failed attempt; null when none failed.</summary>
    public string? Error { get; init; }

    /// <summary>The result, which is kept when the stage has to run again.</summary>
    public StageResult? Result { get; init; }

    /// <summary>The number of children in each state; states without children are omitted.</summary>
    public required IReadOnlyDictionary<StageState, long> Children { get; init; }
}
