using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>
/// The newest change of a stage that settled (it was completed, parked or blocked) or was retried after that. Earlier changes are not kept:
/// the record holds the stage's current state.
/// </summary>
public sealed record StageChange
{
    /// <summary>Unique in the store and above zero. A later change of any stage has a higher number; there may be gaps.</summary>
    public required long Sequence { get; init; }

    public required StageDefinition Definition { get; init; }

    public required StageState State { get; init; }

    /// <summary>Null when the stage was never completed. It is kept when the stage has to run again.</summary>
    public StageResult? Result { get; init; }

    /// <summary>Why the stage failed, or why the stage that blocks it failed; null unless it is parked or blocked.</summary>
    public string? Error { get; init; }
}
