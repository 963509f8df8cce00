using Sweep.Contracts.States;

namespace Sweep.Coordinator.Ledger;

/// <summary>Moves stages between states, and updates the counts, the queues and the states of their descendants.</summary>
public sealed partial class SweepLedger
{
    /// <summary>Used by <see cref="Pass"/>: stages whose children are still to be visited, and stages that need a change number.</summary>
    private readonly Stack<int> _below = [];
    private readonly List<int> _numbered = [];

    private static bool IsSettled(StageState state) => state is StageState.Completed or StageState.Failed or StageState.Blocked;

    private static bool IsHeld(StageState state) => state is StageState.Queued or StageState.Running;

    /// <summary>No worker holds it, and it is neither completed nor parked: its state follows from its parent's.</summary>
    private static bool IsResting(StageState state) => state is StageState.Waiting or StageState.Ready or StageState.Blocked;

    /// <summary>The state of a resting stage below a parent in this state.</summary>
    private static StageState RestBelow(StageState parent) =>
        parent switch
        {
            StageState.Completed => StageState.Ready,
            StageState.Failed or StageState.Blocked => StageState.Blocked,
            _ => StageState.Waiting,
        };

    private StageState Rest(int stage) =>
        _stages[stage].Parent is not None and var parent ? RestBelow(_stages[parent].State) : StageState.Ready;

    /// <summary>Changes a stage's own state, which is stored, and the derived states of its descendants.</summary>
    private void Change(int stage, StageState to)
    {
        MarkDirty(stage);
        if (Move(stage, to))
            Number(stage, NextChange());
        Pass(stage);
    }

    /// <summary>Updates the resting descendants of a stage. Derived states are not stored.</summary>
    private void Pass(int stage)
    {
        _below.Push(stage);
        while (_below.TryPop(out var above))
        {
            var rest = RestBelow(_stages[above].State);
            for (var child = _stages[above].FirstChild; child != None; child = _stages[child].NextSibling)
            {
                var state = _stages[child].State;
                if (!IsResting(state) || state == rest)
                    continue;
                if (Move(child, rest))
                    _numbered.Add(child);
                // Children of a ready stage wait just as children of a waiting one do, so only blocking is passed further down.
                if (state == StageState.Blocked || rest == StageState.Blocked)
                    _below.Push(child);
            }
        }

        // This is the order of loading, so a reload assigns the same numbers.
        _numbered.Sort((left, right) => _stages[left].Number.CompareTo(_stages[right].Number));
        foreach (var moved in _numbered)
            Number(moved, NextChange());
        _numbered.Clear();
    }

    /// <summary>Returns whether the change has to be reported: the stage has settled, or left a settled state.</summary>
    private bool Move(int stage, StageState to)
    {
        ref var row = ref _stages[stage];
        var from = row.State;
        if (from == to)
            return false;
        if (from == StageState.Ready)
            Unqueue(stage);
        row.State = to;
        var kind = _settings[row.Settings].Kind;
        _tally.Remove(kind, from);
        _tally.Add(kind, to);
        for (var members = MembersOf(stage); members.Next(); )
        {
            members.Sweep.Move(from, to, members.Member);
            MarkDirty(members.Sweep);
        }

        if (to == StageState.Ready)
            Queue(stage);
        return IsSettled(from) || IsSettled(to);
    }

    /// <summary>Puts a stage that became ready into the queues of its sweeps, unless it is backing off.</summary>
    private void Queue(int stage)
    {
        ref var row = ref _stages[stage];
        if (row.NotBefore > 0)
        {
            row.Marks |= StageMarks.IsBackingOff;
            _backOffs.Add(stage, row.NotBefore);
            return;
        }

        Enqueue(stage);
    }

    private void Enqueue(int stage)
    {
        for (var members = MembersOf(stage); members.Next(); )
        {
            if (!members.Member.IsLoose)
                members.Sweep.Ready.Add(members.Place);
        }
    }

    private void Unqueue(int stage)
    {
        ref var row = ref _stages[stage];
        if (row.Has(StageMarks.IsBackingOff))
        {
            row.Marks &= ~StageMarks.IsBackingOff;
            _backOffs.Remove(stage, row.NotBefore);
            return;
        }

        for (var members = MembersOf(stage); members.Next(); )
        {
            if (!members.Member.IsLoose)
                members.Sweep.Ready.Remove(members.Place);
        }
    }

    private void Number(int stage, long number)
    {
        ref var row = ref _stages[stage];
        var before = row.Changed;
        row.Changed = number;
        _changes.Add(stage, number, before);
    }

    private long NextChange()
    {
        _head = _head with { Sequence = _head.Sequence + 1 };
        return _head.Sequence;
    }
}
