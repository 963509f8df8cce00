using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>Sweeps as a whole.</summary>
public sealed partial class SweepLedger
{
    /// <summary>The ids that belong to no stage in memory.</summary>
    public IReadOnlyList<StageId> Missing(IEnumerable<StageId> ids) => [.. ids.Where(id => _stages.Find(id) == None)];

    /// <summary>Starts a sweep in state <see cref="SweepState.Running"/>. Stages that another sweep left parked are retried.</summary>
    /// <param name="stored">The sweep's stages that are stored and were not in memory when they were read, in any order.</param>
    /// <param name="replace">Whether to delete an existing sweep with this name and another spec.</param>
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
        // Deleted last, so that stages that both sweeps want do not leave memory in between.
        if (known is not null)
            Delete(known);
        _names[sweep.Name] = sweep;
        return SubmitOutcome.Submitted;
    }

    /// <summary>
    /// Deletes a sweep and its trials. Its stages and their results stay available to others. False when there is no such sweep.
    /// </summary>
    public bool Delete(string name)
    {
        if (!_names.TryGetValue(name, out var sweep))
            return false;
        Delete(sweep);
        return true;
    }

    /// <summary>False when the sweep is not in <paramref name="from"/>. An ended sweep must be loaded before it runs again.</summary>
    public bool SetState(string name, SweepState from, SweepState to)
    {
        if (!_names.TryGetValue(name, out var sweep) || sweep.State != from)
            return false;
        sweep.State = to;
        // A search that had ended may find the results it lacked, and add trials.
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

    /// <summary>False when there is no such sweep.</summary>
    public bool SetPriority(string name, int priority)
    {
        if (!_names.TryGetValue(name, out var sweep))
            return false;
        sweep.Priority = priority;
        MarkDirty(sweep);
        return true;
    }

    /// <summary>Sets the description of a sweep, which is no part of its identity. False when there is no such sweep.</summary>
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

    /// <summary>
    /// Parked stages of a loaded sweep → Ready with their failure counts reset, and the stages they block → Waiting. Returns how many were
    /// parked.
    /// </summary>
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
    /// Finds the parked stage of a loaded sweep that is this stage or an ancestor of it. That stage → Ready with its failure count reset,
    /// and the stages it blocks → Waiting.
    /// </summary>
    /// <returns>The parked stage, or null when there is none; and the stage's own earlier state, or null when the sweep does not want
    /// it.</returns>
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
        // A sweep that is replaced releases its name.
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

    /// <summary>The place of each stage. New stages get a place and a number.</summary>
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

    /// <summary>Existing stages come first, in the order in which they will be loaded.</summary>
    private IEnumerable<int> ByNumber(int[] places)
    {
        var isRising = true;
        for (var i = 1; i < places.Length; i++)
            isRising &= _stages[places[i - 1]].Number < _stages[places[i]].Number;
        var all = Enumerable.Range(0, places.Length);
        return isRising ? all : [.. all.OrderBy(i => _stages[places[i]].Number)];
    }

    /// <summary>Makes a parked stage runnable again, and the stages it blocks wait for it.</summary>
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
        // Members of a sweep that is not loaded leave with their stages.
        if (sweep.IsLoaded)
            Unload(sweep);
    }
}
