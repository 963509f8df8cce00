using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>What is loaded into memory.</summary>
public sealed partial class SweepLedger
{
    /// <summary>While stages are loaded: their numbers, ascending, with their places in the list below.</summary>
    private readonly List<long> _loadedNumbers = [];
    private readonly List<int> _loadedPlaces = [];
    private (long Number, int Place) _lastParent;

    /// <summary>While stages are loaded: for each place, the stage at or above it from whose stored number its own is derived.</summary>
    private readonly Dictionary<int, int> _leaders = [];
    private readonly Dictionary<int, int> _followers = [];

    /// <summary>Begins loading all sweeps that have not ended.</summary>
    public void BeginLoading()
    {
        foreach (var sweep in _sweeps)
        {
            if (sweep is { IsOpen: true, IsLoaded: false })
                BeginLoading(sweep);
        }
    }

    /// <summary>Begins loading a sweep that has ended. False when it is loaded already or does not exist.</summary>
    public bool BeginLoading(string name)
    {
        if (!_names.TryGetValue(name, out var sweep) || sweep.IsLoaded)
            return false;
        BeginLoading(sweep);
        return true;
    }

    /// <summary>How many settings are known. They are numbered from 1 up to this.</summary>
    public int SettingsCount => _settings.Count;

    /// <summary>Loads settings that were stored since the last loading, for a ledger that makes no changes itself.</summary>
    /// <param name="all">By ascending number.</param>
    public void LoadSettings(IEnumerable<SettingsFacts> all)
    {
        foreach (var settings in all)
        {
            if (settings.Number > _settings.Count)
                _settings.Load(settings);
        }

        _storedSettings = _settings.Count;
    }

    /// <summary>Loads a stage; its ancestors must be loaded before. A stage that is already in memory is left as it is.</summary>
    public void Load(in StageFacts facts)
    {
        var stage = _stages.Find(facts.Id);
        if (stage == None)
            stage = Insert(facts, facts.Parent == 0 ? None : LoadedPlace(facts.Parent));
        _loadedNumbers.Add(facts.Number);
        _loadedPlaces.Add(stage);
        for (var members = MembersOf(stage); members.Next(); )
        {
            if (members.Sweep.IsLoaded && members.Member.IsLoose)
                Attach(members.Place, members.Sweep);
        }
    }

    /// <summary>Call after the last stage.</summary>
    public void EndLoading()
    {
        _loadedNumbers.Clear();
        _loadedNumbers.TrimExcess();
        _loadedPlaces.Clear();
        _loadedPlaces.TrimExcess();
        _lastParent = default;
        SortChanges();
        foreach (var sweep in _sweeps)
        {
            if (sweep is { IsLoaded: true, IsOpen: false } && !_finished.Contains(sweep))
                _finished.Add(sweep);
        }

        Trim();
    }

    private void SortChanges()
    {
        _leaders.Clear();
        _followers.Clear();
        _changes.Sort();
    }

    private void BeginLoading(LedgerSweep sweep)
    {
        _stages.Reserve(sweep.Counts.Total.Stages);
        sweep.IsLoaded = true;
        sweep.ForgetCounts();
    }

    /// <summary>Looks up a parent's place. Children of one parent mostly follow each other.</summary>
    private int LoadedPlace(long number)
    {
        if (_lastParent.Number == number)
            return _lastParent.Place;
        var at = _loadedNumbers.BinarySearch(number);
        if (at < 0)
            throw new InvalidOperationException($"The store gave a stage without its parent, number {number}.");
        _lastParent = (number, _loadedPlaces[at]);
        return _lastParent.Place;
    }

    /// <param name="parent">The parent's place.</param>
    private int Insert(in StageFacts facts, int parent)
    {
        var stage = _stages.Add(facts.Id);
        ref var row = ref _stages[stage];
        (row.Number, row.Settings, row.Sparsity, row.Seed, row.Attempt) = (
            facts.Number,
            facts.Settings,
            facts.Sparsity,
            facts.Seed,
            facts.Attempt
        );
        (row.Failures, row.Losses, row.Splits, row.NotBefore, row.Took) = (
            facts.Failures,
            (short)facts.Losses,
            facts.Splits,
            facts.NotBefore,
            facts.Took
        );
        row.Marks = facts.HasResult ? StageMarks.HasResult : StageMarks.None;
        if (parent != None)
        {
            _stages.Link(stage, parent);
            _stages[parent].Users++;
        }

        row.State = StateOf(facts.Condition, stage);
        _tally.Add(_settings[row.Settings].Kind, row.State);
        if (facts.Worker is { } worker)
        {
            row.Users++;
            _held.Add(stage, new HeldStage(worker, facts.Queued, facts.Started));
        }

        SetError(stage, facts.Error);
        if (facts.Curve.Count > 0)
        {
            row.Marks |= StageMarks.HasCurve;
            _curves[stage] = [.. facts.Curve];
        }

        // The table inserts each member before the previous one.
        for (var i = 0; i < facts.Members.Count; i++)
            AddLoose(stage, facts.Members[i]);
        if (row.State == StageState.Ready)
            Queue(stage);
        LoadNumber(stage, facts.Changed);
        return stage;
    }

    private StageState StateOf(StageCondition condition, int stage) =>
        condition switch
        {
            StageCondition.Queued => StageState.Queued,
            StageCondition.Running => StageState.Running,
            StageCondition.Completed => StageState.Completed,
            StageCondition.Parked => StageState.Failed,
            _ => Rest(stage),
        };

    /// <summary>
    /// The number of a stage's newest change is stored when the change was its own. Descendants that changed with it got the numbers that
    /// followed; they are assigned again here, in loading order. A descendant that did not change then may get a number too, and is then
    /// reported once without need.
    /// </summary>
    private void LoadNumber(int stage, long stored)
    {
        ref var row = ref _stages[stage];
        var leader = row.Parent;
        if (leader != None && _leaders.TryGetValue(leader, out var above))
            leader = above;
        if (leader != None && (_stages[row.Parent].State == StageState.Completed || _stages[leader].Changed == 0))
            leader = None;
        if (leader == None || stored > _stages[leader].Changed || !IsResting(row.State))
        {
            if (stored > 0)
                Number(stage, stored);
            return;
        }

        _leaders[stage] = leader;
        _followers[leader] = _followers.GetValueOrDefault(leader) + 1;
        Number(stage, Math.Min(_head.Sequence, _stages[leader].Changed + _followers[leader]));
    }

    private void AddLoose(int stage, MemberFacts facts)
    {
        if (!_numbers.TryGetValue(facts.Sweep, out var sweep))
            return;
        AddMember(stage, sweep, facts.Trials, facts.Uses, facts.Cost, facts.Chain);
    }

    private int AddMember(int stage, LedgerSweep sweep, int trials, int uses, double cost, double chain)
    {
        ref var row = ref _stages[stage];
        return row.FirstMember = _members.Add(
            new Member
            {
                Stage = stage,
                NextOfStage = row.FirstMember,
                Sweep = sweep.Place,
                Next = None,
                Previous = Member.Loose,
                QueuePlace = None,
                Trials = trials,
                Uses = uses,
                Cost = cost,
                Chain = chain,
            }
        );
    }

    /// <summary>Appends a member to the list of a loaded sweep.</summary>
    private void Attach(int place, LedgerSweep sweep)
    {
        ref var member = ref _members[place];
        (member.Previous, member.Next) = (sweep.LastMember, None);
        if (sweep.LastMember == None)
            sweep.FirstMember = place;
        else
            _members[sweep.LastMember].Next = place;
        sweep.LastMember = place;
        sweep.MemberCount++;
        ref var row = ref _stages[member.Stage];
        row.Users++;
        if (row.Parent == None)
            sweep.Roots.Add(member.Stage);
        sweep.Count(row.State, new StateCount(1, member.Trials, member.Cost));
        if (row.State == StageState.Ready && !row.Has(StageMarks.IsBackingOff))
            sweep.Ready.Add(place);
    }
}
