using Sweep.Contracts.States;

namespace Sweep.Coordinator.Ledger;

/// <summary>What leaves memory. All of it is stored or belongs to the next batch.</summary>
public sealed partial class SweepLedger
{
    /// <summary>Ended sweeps that are loaded; the first in the list leaves first.</summary>
    private readonly List<LedgerSweep> _finished = [];

    /// <summary>
    /// How many stages have left memory. Facts read from the store may be outdated unless this number is the same before reading them and
    /// when they are used.
    /// </summary>
    public long Departures { get; private set; }

    /// <summary>Removes the sweeps that ended first when too many stages of ended sweeps are in memory.</summary>
    private void Trim()
    {
        var stages = _finished.Sum(sweep => (long)sweep.MemberCount);
        while (stages > _mostFinished && _finished.Count > 1)
        {
            stages -= _finished[0].MemberCount;
            Unload(_finished[0]);
            _finished.RemoveAt(0);
        }
    }

    private void Unload(LedgerSweep sweep)
    {
        sweep.IsLoaded = false;
        sweep.Ready.Clear();
        sweep.Roots.Clear();
        var next = sweep.FirstMember;
        (sweep.FirstMember, sweep.LastMember, sweep.MemberCount) = (None, None, 0);
        while (next != None)
        {
            ref var member = ref _members[next];
            next = member.Next;
            (member.Previous, member.Next, member.QueuePlace) = (Member.Loose, None, None);
            Leave(member.Stage);
        }
    }

    /// <summary>Drops one reason to keep a stage in memory. The stage leaves with the last reason, and so may its ancestors.</summary>
    private void Leave(int stage)
    {
        while (stage != None && --_stages[stage].Users == 0)
        {
            ref var row = ref _stages[stage];
            if (row.Has(StageMarks.IsDirty))
                _left.Add(FactsOf(stage));
            if (row.State == StageState.Ready)
                Unqueue(stage);
            _errors.Remove(stage);
            _curves.Remove(stage);
            _changes.Remove(row.Changed);
            for (var member = row.FirstMember; member != None; )
            {
                var next = _members[member].NextOfStage;
                _members.Remove(member);
                member = next;
            }

            var parent = row.Parent;
            _tally.Remove(_settings[row.Settings].Kind, row.State);
            _stages.Remove(stage);
            Departures++;
            stage = parent;
        }
    }
}
