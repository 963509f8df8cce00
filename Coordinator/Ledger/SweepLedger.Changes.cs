using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>News of stages, by the number of each stage's newest change.</summary>
public sealed partial class SweepLedger
{
    /// <summary>The number of the newest change of any stage; zero when no stage has ever settled.</summary>
    public long Sequence => _head.Sequence == LedgerHead.Empty.Sequence ? 0 : _head.Sequence;

    /// <summary>
    /// Stages in memory that settled or were retried after a change number, in the order of their newest change, each once, in its current
    /// state and without its result.
    /// </summary>
    /// <param name="name">Only stages that this sweep wants; null for all. No stages when there is no such sweep.</param>
    /// <param name="limit">The limit is exceeded only when the last stages share one number.</param>
    public IReadOnlyList<StageChange> ReadChanges(string? name, long after, int limit)
    {
        var changes = new List<StageChange>();
        var sweep = name is null ? null : _names.GetValueOrDefault(name);
        if (name is not null && sweep is null)
            return changes;
        foreach (var stage in _changes.After(after))
        {
            if (changes.Count >= limit && _stages[stage].Changed != changes[^1].Sequence)
                break;
            if (sweep is not null && !IsMember(stage, sweep))
                continue;
            ref var row = ref _stages[stage];
            changes.Add(
                new StageChange
                {
                    Sequence = row.Changed,
                    Definition = DefinitionOf(stage),
                    State = row.State,
                    Error = ReasonOf(stage),
                }
            );
        }

        return changes;
    }

    private bool IsMember(int stage, LedgerSweep sweep)
    {
        for (var members = MembersOf(stage); members.Next(); )
        {
            if (members.Sweep == sweep)
                return true;
        }

        return false;
    }

    /// <summary>Why the stage failed, or why the stage that blocks it failed; null unless it is parked or blocked.</summary>
    private string? ReasonOf(int stage)
    {
        while (_stages[stage].State == StageState.Blocked)
            stage = _stages[stage].Parent;
        return _stages[stage].State == StageState.Failed ? _errors.GetValueOrDefault(stage) : null;
    }
}
