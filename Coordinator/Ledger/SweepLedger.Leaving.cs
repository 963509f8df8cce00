using Sweep.Contracts.States;

namespace Sweep.Coordinator.Ledger;

/// <summary>What leaves the memory. All of it is stored, or is in the next batch.</summary>
public sealed partial class SweepLedger
{
    /// <summary>Ended sweeps that are loaded, the first to leave first.</summary>
    private readonly List<LedgerSweep> _finished = [];

    /// <summary>
    /// How many stages have left the memory. What was read of stages from the store may be outdated, unless this is the same before the
    /// reading and when it is taken in.
    /// </summary>
    public long Departures { get; private set; }

    /// <summary>Sweeps that ended leave when there are too many stages of theirs.</summary>
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

    /// <summary>One that kept a stage in memory does so no more; nor, perhaps, do those above it.</summary>
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
