using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>How a sweep's stages stood at one moment, by number: some ten bytes each.</summary>
public sealed class SweepSnapshot(SweepRecord sweep, int capacity)
{
    private readonly List<long> _numbers = new(capacity);
    private readonly List<byte> _states = new(capacity);
    private readonly Dictionary<long, string> _reasons = [];

    /// <summary>Without the text of its spec.</summary>
    public SweepRecord Sweep => sweep;

    /// <summary>A trial as it stood. What the store says may be newer, but not older.</summary>
    public TrialResult Describe(in StoredTrial stored)
    {
        var state = StateOf(stored.Leaf);
        return Describe(sweep, stored, state, state == TrialState.Failed ? _reasons.GetValueOrDefault(stored.Leaf) : null);
    }

    /// <summary>A trial of a sweep, in a state that is known.</summary>
    public static TrialResult Describe(SweepRecord sweep, in StoredTrial stored, TrialState state, string? error) =>
        new()
        {
            Sweep = sweep.Name,
            Index = stored.Trial.Index,
            Dataset = stored.Trial.Dataset,
            Architecture = stored.Trial.Architecture,
            Mode = stored.Trial.Mode,
            Sparsity = stored.Trial.Sparsity,
            Seed = stored.Trial.Seed,
            Axes = stored.Trial.Axes,
            StageId = stored.Trial.StageId,
            State = state,
            Result = state == TrialState.Completed ? stored.Result : null,
            Error = error,
            SpecHash = sweep.SpecHash,
        };

    /// <param name="number">Higher than the one before.</param>
    internal void Add(long number, StageState state, bool hasResult, string? reason)
    {
        _numbers.Add(number);
        _states.Add((byte)TrialStates.Of(state, hasResult, sweep.State));
        if (reason is not null)
            _reasons.Add(number, reason);
    }

    private TrialState StateOf(long leaf) => (TrialState)_states[_numbers.BinarySearch(leaf)];
}
