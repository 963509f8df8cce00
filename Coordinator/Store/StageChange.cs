using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>
/// The newest change of a stage that settled (was completed, parked or blocked), or was taken up again after that. What comes before
/// it is not kept: it says how the stage stands now.
/// </summary>
public sealed record StageChange
{
    /// <summary>Unique in the store, above zero; a later change of any stage has a higher one. There may be gaps.</summary>
    public required long Sequence { get; init; }

    public required StageDefinition Definition { get; init; }

    public required StageState State { get; init; }

    /// <summary>Null when it was never completed. Kept when the stage has to run again.</summary>
    public StageResult? Result { get; init; }

    /// <summary>Why it failed, or why what blocks it did; null unless it is parked or blocked.</summary>
    public string? Error { get; init; }
}
