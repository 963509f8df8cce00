using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>The changes to be stored.</summary>
public sealed partial class SweepLedger
{
    private readonly List<int> _dirtyStages = [];
    private readonly List<LedgerSweep> _dirtySweeps = [];
    private readonly List<StageFacts> _left = [];
    private readonly List<AddedSweep> _added = [];
    private readonly List<long> _removed = [];
    private readonly List<AttemptFacts> _attempts = [];
    private readonly Dictionary<long, ResultFacts> _results = [];
    private readonly Dictionary<long, CurveFacts> _finalCurves = [];
    private readonly Dictionary<long, OutcomeFacts> _outcomes = [];
    private LedgerHead _head;
    private int _storedSettings;

    /// <summary>Whether there are changes to be stored.</summary>
    public bool HasChanges => _dirtyStages.Count + _dirtySweeps.Count + _left.Count + _removed.Count + _added.Count > 0;

    /// <summary>Returns everything changed since the last batch, in its current state. Later changes go into the next batch.</summary>
    public Batch TakeBatch()
    {
        var stages = new List<StageFacts>(_left.Count + _dirtyStages.Count);
        stages.AddRange(_left);
        foreach (var stage in _dirtyStages)
        {
            // A stage that has left memory since is already in the list.
            if (!_stages[stage].Has(StageMarks.IsDirty))
                continue;
            stages.Add(FactsOf(stage));
            _stages[stage].Marks &= ~(StageMarks.IsDirty | StageMarks.HasNewMembers);
        }

        var sweeps = new List<SweepFacts>(_dirtySweeps.Count);
        foreach (var sweep in _dirtySweeps)
        {
            sweep.IsDirty = false;
            if (_numbers.ContainsKey(sweep.Number))
                sweeps.Add(sweep.CurrentFacts());
        }

        var batch = new Batch
        {
            Head = _head,
            Settings =
            [
                .. Enumerable
                    .Range(_storedSettings + 1, _settings.Count - _storedSettings)
                    .Select(number => new SettingsFacts(number, _settings[number])),
            ],
            Added = [.. _added],
            Sweeps = sweeps,
            Stages = stages,
            Results = [.. _results.Values],
            Curves = [.. _finalCurves.Values],
            Outcomes = [.. _outcomes.Values],
            Attempts = [.. _attempts],
            Removed = [.. _removed],
        };
        _storedSettings = _settings.Count;
        _dirtyStages.Clear();
        _dirtySweeps.Clear();
        _left.Clear();
        _added.Clear();
        _removed.Clear();
        _attempts.Clear();
        _results.Clear();
        _finalCurves.Clear();
        _outcomes.Clear();
        return batch;
    }

    private void MarkDirty(int stage)
    {
        ref var row = ref _stages[stage];
        if (row.Has(StageMarks.IsDirty))
            return;
        row.Marks |= StageMarks.IsDirty;
        _dirtyStages.Add(stage);
    }

    private void MarkDirty(LedgerSweep sweep)
    {
        if (sweep.IsDirty)
            return;
        sweep.IsDirty = true;
        _dirtySweeps.Add(sweep);
    }

    private StageFacts FactsOf(int stage)
    {
        ref var row = ref _stages[stage];
        var held = _held.Find(stage);
        return new StageFacts
        {
            Number = row.Number,
            Id = row.Id,
            Parent = row.Parent == None ? 0 : _stages[row.Parent].Number,
            Settings = row.Settings,
            Sparsity = row.Sparsity,
            Seed = row.Seed,
            Condition = ConditionOf(row.State),
            Attempt = row.Attempt,
            Worker = held?.Worker,
            Queued = held?.Queued ?? 0,
            Started = held?.Started ?? 0,
            Failures = row.Failures,
            Losses = row.Losses,
            Splits = row.Splits,
            NotBefore = row.NotBefore,
            Took = row.Took,
            Changed = row.Changed,
            HasResult = row.Has(StageMarks.HasResult),
            Error = row.Has(StageMarks.HasError) ? _errors[stage] : null,
            Curve = row.Has(StageMarks.HasCurve) ? _curves[stage] : [],
            Members = MemberFactsOf(stage),
            HasNewMembers = row.Has(StageMarks.HasNewMembers),
        };
    }

    private MemberFacts[] MemberFactsOf(int stage)
    {
        var count = 0;
        for (var members = MembersOf(stage); members.Next(); )
            count++;
        if (count == 0)
            return [];
        var facts = new MemberFacts[count];
        for (var members = MembersOf(stage); members.Next(); )
        {
            facts[--count] = new MemberFacts(
                members.Sweep.Number,
                members.Member.Trials,
                members.Member.Uses,
                members.Member.Cost,
                members.Member.Chain
            );
        }

        return facts;
    }

    private static StageCondition ConditionOf(StageState state) =>
        state switch
        {
            StageState.Queued => StageCondition.Queued,
            StageState.Running => StageCondition.Running,
            StageState.Completed => StageCondition.Completed,
            StageState.Failed => StageCondition.Parked,
            _ => StageCondition.Open,
        };
}
