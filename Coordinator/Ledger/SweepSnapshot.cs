using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>The states of a sweep's stages at one moment, by stage number: about ten bytes a stage.</summary>
public sealed class SweepSnapshot(SweepRecord sweep, int capacity)
{
    private readonly List<long> _numbers = new(capacity);
    private readonly List<byte> _states = new(capacity);
    private readonly Dictionary<long, string> _reasons = [];

    /// <summary>The sweep without the text of its spec.</summary>
    public SweepRecord Sweep => sweep;

    /// <summary>A trial in the state of its snapshot. The stored trial may be newer than the snapshot, but not older.</summary>
    public TrialResult Describe(in StoredTrial stored)
    {
        var state = StateOf(stored.Leaf);
        return Describe(sweep, stored, state, state == TrialState.Failed ? _reasons.GetValueOrDefault(stored.Leaf) : null);
    }

    /// <summary>A trial of a sweep in a given state.</summary>
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

    /// <param name="number">Must be higher than the one before.</param>
    internal void Add(long number, StageState state, bool hasResult, string? reason)
    {
        _numbers.Add(number);
        _states.Add((byte)TrialStates.Derive(state, hasResult, sweep.State));
        if (reason is not null)
            _reasons.Add(number, reason);
    }

    private TrialState StateOf(long leaf) => (TrialState)_states[_numbers.BinarySearch(leaf)];
}
