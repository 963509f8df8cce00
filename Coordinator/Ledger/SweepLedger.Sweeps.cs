using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>Sweeps as a whole.</summary>
public sealed partial class SweepLedger
{
    /// <summary>Which of these ids are of no stage in memory.</summary>
    public IReadOnlyList<StageId> Missing(IEnumerable<StageId> ids) => [.. ids.Where(id => _stages.Find(id) == None)];

    /// <summary>
    /// A sweep begins, <see cref="SweepState.Running"/>. Stages that are parked from another are taken up again.
    /// </summary>
    /// <param name="stored">Those of its stages that are stored, and were not in memory when that was read: in any order.</param>
    /// <param name="replace">Whether a sweep of its name with another spec is forgotten for it.</param>
    public SubmitOutcome Submit(SubmittedSweep submitted, IEnumerable<StageFacts> stored, bool replace, DateTimeOffset now)
    {
        var known = _names.GetValueOrDefault(submitted.Sweep.Name);
        if (submitted.Sweep.GrownBySearchOf is { } grown)
        {
            if (known?.Number != grown || known is not { State: SweepState.Running, Search: SweepSearch.Open })
                return SubmitOutcome.IsLate;
        }
        else if (known is not null)
        {
            if (known.Facts.SpecHash == submitted.Sweep.SpecHash)
                return SubmitOutcome.IsThere;
            if (!replace)
                return SubmitOutcome.NameIsTaken;
        }

        var sweep = Add(submitted.Sweep, now);
        var places = Resolve(submitted.Stages, stored.ToDictionary(facts => facts.Id));
        var (reused, unshared) = (0L, TimeSpan.Zero);
        foreach (var number in ByNumber(places))
        {
            var (stage, place) = (submitted.Stages[number], places[number]);
            if (_stages[place].State == StageState.Failed)
                Unpark(place);
            if (_stages[place].Has(StageMarks.HasResult))
            {
                unshared += TimeSpan.FromMilliseconds(_stages[place].Took) * stage.Uses;
                _tally.Save(stage.Shared.Training.Epochs, _stages[place].Took, stage.Uses);
            }

            if (_stages[place].State == StageState.Completed && !(known is not null && submitted.Sweep.IsGrown && IsMember(place, known)))
                reused++;

            MarkDirty(place);
            _stages[place].Marks |= StageMarks.HasNewMembers;
            Attach(AddMember(place, sweep, stage.Trials, stage.Uses, stage.Cost, stage.Chain), sweep);
        }

        sweep.Begin(reused, unshared, submitted.Sweep.IsGrown ? known : null);
        _added.Add(
            new AddedSweep(
                sweep.Number,
                submitted.Sweep.SpecText,
                submitted.Trials,
                [.. submitted.Leaves.Select(leaf => _stages[places[leaf]].Number)]
            )
        );
        // Last, so that what both share does not leave the memory in between.
        if (known is not null)
            Delete(known);
        _names[sweep.Name] = sweep;
        return SubmitOutcome.Submitted;
    }

    /// <summary>Forgets a sweep and its trials; its stages and their results stay for others. False when there is none.</summary>
    public bool Delete(string name)
    {
        if (!_names.TryGetValue(name, out var sweep))
            return false;
        Delete(sweep);
        return true;
    }

    /// <summary>False when the sweep is not in <paramref name="from"/>. One that had ended is loaded before it runs again.</summary>
    public bool SetState(string name, SweepState from, SweepState to)
    {
        if (!_names.TryGetValue(name, out var sweep) || sweep.State != from)
            return false;
        sweep.State = to;
        // What it lacked may be there now, and want more.
        if (to == SweepState.Running && sweep.Search == SweepSearch.Done)
            sweep.Search = SweepSearch.Open;
        Turns++;
        MarkDirty(sweep);
        if (sweep.IsOpen && !sweep.IsLoaded)
            throw new InvalidOperationException($"Sweep {name} is not loaded.");
        _finished.Remove(sweep);
        if (!sweep.IsOpen)
        {
            _finished.Add(sweep);
            Trim();
        }

        return true;
    }

    /// <summary>False when there is none of this name.</summary>
    public bool SetPriority(string name, int priority)
    {
        if (!_names.TryGetValue(name, out var sweep))
            return false;
        sweep.Priority = priority;
        MarkDirty(sweep);
        return true;
    }

    /// <summary>What people say of it; that is no part of what it means. False when there is none of this name.</summary>
    public bool SetAbout(string name, SweepAbout about)
    {
        if (!_names.TryGetValue(name, out var sweep))
            return false;
        if (sweep.About != about)
        {
            sweep.About = about;
            MarkDirty(sweep);
        }

        return true;
    }

    /// <summary>A loaded sweep's parked stages → Ready with their failures forgotten, and what they block → Waiting; returns how many were parked.</summary>
    public int RetryParked(string name)
    {
        if (!_names.TryGetValue(name, out var sweep))
            return 0;
        var parked = 0;
        for (var member = sweep.FirstMember; member != None; member = _members[member].Next)
        {
            if (_stages[_members[member].Stage].State != StageState.Failed)
                continue;
            Unpark(_members[member].Stage);
            parked++;
        }

        return parked;
    }

    /// <summary>
    /// Of a loaded sweep, the parked stage that this one is or stands on → Ready with its failures forgotten, and what it blocks → Waiting.
    /// </summary>
    /// <returns>Which; null when none is parked there. And how the stage stood before; null when the sweep does not want it.</returns>
    public (StageId? Parked, StageState? Before) RetryParked(string name, StageId id)
    {
        var stage = _stages.Find(id);
        if (stage == None || !_names.TryGetValue(name, out var sweep) || !IsMember(stage, sweep))
            return (null, null);
        var before = _stages[stage].State;
        var parked = stage;
        while (parked != None && _stages[parked].State != StageState.Failed)
            parked = before == StageState.Blocked ? _stages[parked].Parent : None;
        if (parked == None)
            return (null, before);
        Unpark(parked);
        return (_stages[parked].Id, before);
    }

    private LedgerSweep Add(NewSweep submitted, DateTimeOffset now)
    {
        _head = _head with { Sweeps = _head.Sweeps + 1 };
        // One that is replaced gives up its name.
        _names.Remove(submitted.Name);
        var sweep = Add(
            new SweepFacts
            {
                Number = _head.Sweeps,
                Name = submitted.Name,
                SpecHash = submitted.SpecHash,
                State = SweepState.Running,
                Search = submitted.IsSearched ? SweepSearch.Open : SweepSearch.None,
                Priority = submitted.Priority,
                Retries = submitted.Retries,
                Weight = submitted.Weight,
                StageTimeout = submitted.StageTimeout,
                GpuHours = submitted.GpuHours,
                About = submitted.About,
                Created = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
                Reused = 0,
                Spent = TimeSpan.Zero,
                Unshared = TimeSpan.Zero,
                Counts = new SweepCounts(new Dictionary<StageState, StateCount>()),
            }
        );
        sweep.IsLoaded = true;
        MarkDirty(sweep);
        return sweep;
    }

    /// <summary>The place of each stage; what is new gets one, and a number.</summary>
    private int[] Resolve(IReadOnlyList<SubmittedStage> stages, Dictionary<StageId, StageFacts> stored)
    {
        _stages.Reserve(stages.Count);
        var places = new int[stages.Count];
        for (var number = 0; number < places.Length; number++)
        {
            var stage = stages[number];
            var parent = stage.Parent < 0 ? None : places[stage.Parent];
            places[number] = _stages.Find(stage.Id);
            if (places[number] == None)
                places[number] = stored.TryGetValue(stage.Id, out var facts) ? Insert(facts, parent) : Create(stage, parent);
        }

        if (stored.Count > 0)
            SortChanges();
        return places;
    }

    private int Create(SubmittedStage submitted, int parent)
    {
        var stage = _stages.Add(submitted.Id);
        ref var row = ref _stages[stage];
        _head = _head with { Stages = _head.Stages + 1 };
        (row.Number, row.Sparsity, row.Seed) = (_head.Stages, submitted.Sparsity, submitted.Seed);
        row.Settings = _settings.Complete(_settings.Number(submitted.Shared));
        _head = _head with { Settings = _settings.Count };
        if (parent != None)
        {
            _stages.Link(stage, parent);
            _stages[parent].Users++;
        }

        row.State = Rest(stage);
        _tally.Add(submitted.Shared.Kind, row.State);
        return stage;
    }

    /// <summary>What was there before comes first, as it will when it is loaded.</summary>
    private IEnumerable<int> ByNumber(int[] places)
    {
        var isRising = true;
        for (var i = 1; i < places.Length; i++)
            isRising &= _stages[places[i - 1]].Number < _stages[places[i]].Number;
        var all = Enumerable.Range(0, places.Length);
        return isRising ? all : [.. all.OrderBy(i => _stages[places[i]].Number)];
    }

    /// <summary>A parked stage gets another chance, and what it blocks waits for it again.</summary>
    private void Unpark(int stage)
    {
        ref var row = ref _stages[stage];
        (row.Failures, row.Losses, row.Splits, row.NotBefore) = (0, 0, 1, 0);
        SetError(stage, null);
        Change(stage, Rest(stage));
    }

    private void Delete(LedgerSweep sweep)
    {
        _sweeps[sweep.Place] = null;
        Turns++;
        _names.Remove(sweep.Name);
        _numbers.Remove(sweep.Number);
        _finished.Remove(sweep);
        if (_added.RemoveAll(added => added.Sweep == sweep.Number) == 0)
            _removed.Add(sweep.Number);
        // Those of a sweep that is not loaded go with their stages.
        if (sweep.IsLoaded)
            Unload(sweep);
    }
}
