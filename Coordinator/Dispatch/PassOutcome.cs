using Sweep.Contracts.Messages;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>What a pass changed, in its order; to be told and ordered once it is stored.</summary>
internal sealed record PassOutcome
{
    public static PassOutcome Nothing { get; } = new();

    public IReadOnlyList<TakenBack> TakenBack { get; init; } = [];

    public IReadOnlyList<SpentSweep> Paused { get; init; } = [];

    /// <summary>What workers are to save and give back, because no running sweep wants it any more.</summary>
    public IReadOnlyList<Lease> Unwanted { get; init; } = [];

    /// <summary>What workers say they have, and have not.</summary>
    public IReadOnlyList<Lease> Refused { get; init; } = [];

    public IReadOnlyList<(Lease Lease, RunStage Command)> Run { get; init; } = [];

    public IReadOnlyList<EndedSweep> Ended { get; init; } = [];
}

/// <summary>An attempt whose worker was silent for too long.</summary>
/// <param name="WasNamed">False: the worker never said that it has it.</param>
/// <param name="Parked">Why it is not handed out again; null when it is.</param>
internal readonly record struct TakenBack(Lease Lease, bool WasNamed, string? Parked);
