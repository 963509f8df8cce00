using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger;

/// <summary>
/// A random sequence of transitions, including late and repeated reports. After each one the ledger must agree with the model. At times the
/// changes are stored; at times the process "dies", also while storing, and the ledger is loaded from the store; and a replaced writer may
/// still try to store something.
/// </summary>
internal sealed partial class LedgerWalk
{
    private static readonly string[] _paths = ["a", "a/b", "a/b/c", "a/b/d", "a/e", "a/e/f", "a/e/f/g", "a/e/h", "i", "i/j", "i/k", "l"];
    private static readonly Dictionary<StageId, string> _pathOf = _paths.ToDictionary(SampleSweep.Id, path => path);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);

    private readonly Random _random;
    private readonly Func<ILedgerStore> _open;
    private ILedgerStore _store = null!;
    private readonly Dictionary<Lease, bool> _leases = [];
    private SweepLedger _ledger = null!;
    private NaiveModel _model = new();
    private NaiveModel _storedModel = new();
    private NaiveModel? _doubtfulModel;
    private LedgerMark _mark;
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private int _step;

    private LedgerWalk(int seed, Func<ILedgerStore> open) => (_random, _open) = (new Random(seed), open);

    /// <summary>The states in which stages were seen.</summary>
    public HashSet<StageState> Seen { get; } = [];

    /// <summary>How often the ledger was loaded from the store.</summary>
    public int Restarts { get; private set; }

    /// <param name="open">Opens the same store, empty at first, at each call.</param>
    public static async Task<LedgerWalk> RunAsync(Func<ILedgerStore> open, int seed, int steps)
    {
        var walk = new LedgerWalk(seed, open);
        await walk.RestartAsync();
        for (walk._step = 0; walk._step < steps; walk._step++)
        {
            var what = "";
            try
            {
                var (sequence, before) = (walk._ledger.Sequence, walk.StatesOf());
                what = await walk.StepAsync();
                walk.CheckAll();
                if (what != "crash")
                    walk.CheckChanges(sequence, before);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}, step {walk._step}, {what}: {error.Message}", error);
            }
        }

        await walk._store.DisposeAsync();
        return walk;
    }

    private async Task<string> StepAsync()
    {
        _now += TimeSpan.FromSeconds(_random.Next(3));
        var choice = _random.Next(100);
        if (choice < 35)
            return Hand(_paths[_random.Next(_paths.Length)]);
        if (choice < 80 && _leases.Count > 0)
            return Report(Choose());
        if (choice < 86)
            return await SubmitAsync();
        if (choice < 93)
            return await SteerAsync();
        if (choice < 98)
        {
            await StoreAsync();
            return "store";
        }

        if (choice == 98)
            return Reclaim();
        if (_random.Next(3) == 0)
            await StoreAsync();
        else if (_random.Next(2) == 0)
            await DieStoringAsync();
        await RestartAsync();
        return "crash";
    }

    /// <summary>Mostly a current attempt, sometimes one that has ended.</summary>
    private Lease Choose()
    {
        var known = _leases.Where(lease => lease.Value || _random.Next(50) == 0).Select(lease => lease.Key).ToList();
        return known.Count > 0 ? known[_random.Next(known.Count)] : _leases.Keys.Last();
    }

    private async Task StoreAsync()
    {
        if (!_ledger.HasChanges)
            return;
        _mark = _mark with { Revision = _mark.Revision + 1 };
        var batch = _ledger.TakeBatch();
        await _store.AppendAsync(_mark, batch, CancellationToken.None);
        // The store's answer may have been lost.
        if (_random.Next(10) == 0)
            await _store.AppendAsync(_mark, batch, CancellationToken.None);
        _storedModel = _model.Copy();
    }

    /// <summary>Whether the batch was stored is left for the next process to find out.</summary>
    private async Task DieStoringAsync()
    {
        if (!_ledger.HasChanges)
            return;
        _mark = _mark with { Revision = _mark.Revision + 1 };
        var batch = _ledger.TakeBatch();
        if (_random.Next(2) == 0)
            await _store.AppendAsync(_mark, batch, CancellationToken.None);
        _doubtfulModel = _model.Copy();
    }

    private async Task RestartAsync()
    {
        Restarts++;
        var (before, old) = (_mark, _store);
        _store = _open();
        _mark = await _store.TakeOverAsync(CancellationToken.None);
        if (old is not null)
            await CheckFencedAsync(old, before);
        if (_doubtfulModel is not null && _mark.Revision == before.Revision)
            _storedModel = _doubtfulModel;
        _doubtfulModel = null;
        _model = _storedModel.Copy();
        _ledger = new SweepLedger(await _store.ReadLedgerAsync(CancellationToken.None), mostFinished: 6);
        _ledger.BeginLoading();
        await foreach (var stage in _store.ReadStagesAsync(null, CancellationToken.None))
            _ledger.Load(stage);
        _ledger.EndLoading();
        _leases.Clear();
        foreach (var path in _model.Held)
            _leases.Add(new Lease(SampleSweep.Id(path), _model.Stages[path].Attempt, _model.Stages[path].Worker!), true);
    }

    private async Task CheckFencedAsync(ILedgerStore old, LedgerMark mark)
    {
        try
        {
            await old.AppendAsync(mark with { Revision = mark.Revision + _random.Next(2) }, _ledger.TakeBatch(), CancellationToken.None);
            throw new InvalidOperationException("A replaced writer stored something.");
        }
        catch (WriterFencedException)
        {
            await old.DisposeAsync();
        }
    }

    private async Task LoadAsync(string sweep)
    {
        await StoreAsync();
        if (!_ledger.BeginLoading(sweep))
            return;
        await foreach (var stage in _store.ReadStagesAsync(_ledger.LocateSweep(sweep)!.Value.Number, CancellationToken.None))
            _ledger.Load(stage);
        _ledger.EndLoading();
    }

    private string Hand(string path)
    {
        var isReady = _model.Stages.ContainsKey(path) && IsResident(path) && _model.State(path) == StageState.Ready;
        var worker = $"w{_random.Next(2)}";
        var run = _ledger.Hand(SampleSweep.Id(path), worker, _now);
        Expect(isReady, run is not null, "handed");
        if (run is null)
            return $"hand {path}";
        var stage = _model.Stages[path];
        (stage.Condition, stage.Worker, stage.NotBefore) = (StageCondition.Queued, worker, 0);
        Expect(++stage.Attempt, run.Attempt, "attempt");
        Expect(_model.Timeout(path), run.Timeout, "timeout");
        Expect((stage.Splits, SampleSweep.Id(path)), (run.Splits, run.Stage.Id), "command");
        _leases[new Lease(run.Stage.Id, run.Attempt, worker)] = true;
        return $"hand {path}";
    }

    /// <summary>Exactly one report that ends an attempt is accepted, and only for a current attempt.</summary>
    private string Report(Lease lease)
    {
        var stage = _model.Stages[_pathOf[lease.StageId]];
        var isHeld = stage.Worker == lease.WorkerId && stage.Attempt == lease.Attempt;
        Expect(_leases[lease], isHeld, "lease");
        var spent = TimeSpan.FromSeconds(_random.Next(100));
        var (what, isTaken, ends) = Apply(_random.Next(12), lease, stage, isHeld, new AttemptEnd($"error {_step}", spent));
        Expect(isHeld, isTaken, what);
        _leases[lease] &= !ends;
        return $"{what} of {lease}";
    }

    private (string What, bool IsTaken, bool Ends) Apply(int choice, Lease lease, NaiveStage stage, bool isHeld, AttemptEnd end)
    {
        var path = _pathOf[lease.StageId];
        switch (choice)
        {
            case 0:
                if (isHeld)
                    stage.Condition = StageCondition.Running;
                return ("start", _ledger.Start(lease, _now), false);
            case 1:
                var epoch = _random.Next(1, 5);
                if (isHeld)
                {
                    (stage.Condition, stage.Losses) = (StageCondition.Running, epoch > stage.Reached ? 0 : stage.Losses);
                    stage.Reached = Math.Max(stage.Reached, epoch);
                }

                return ("epoch", _ledger.AddEpoch(lease, new EpochMetrics(epoch, 1, null, null, 0.1, 0), _now), false);
            case 2 or 3 or 4:
                if (isHeld)
                {
                    Finish(path, stage, end.Spent);
                    (stage.Condition, stage.Error, stage.Losses, stage.Reached, stage.HasResult) = (
                        StageCondition.Completed,
                        null,
                        0,
                        0,
                        true
                    );
                }

                return ("complete", _ledger.Complete(lease, SampleSweep.Result(), [], end.Spent, _now), true);
            case 5:
                return Lapse(lease, stage, isHeld, _random.Next(1, 4));
            case 6:
                if (isHeld)
                    End(path, end.Spent);
                return ("release", _ledger.Release(lease, end, _now), true);
            case 7:
                var notBefore = _now + TimeSpan.FromSeconds(_random.Next(20));
                if (isHeld)
                {
                    Fail(path, end);
                    (stage.NotBefore, stage.Splits) = (notBefore.ToUnixTimeMilliseconds(), 2);
                }

                return ("retry", _ledger.Retry(lease, end, notBefore, 2, _now), true);
            case 8 or 9:
                if (isHeld)
                {
                    Fail(path, end);
                    stage.Condition = StageCondition.Parked;
                }

                return ("park", _ledger.Park(lease, end, _now), true);
            default:
                if (isHeld)
                {
                    Fail(path, end);
                    if (NaiveModel.Parent(path) is { } parent && _model.Stages[parent].Condition == StageCondition.Completed)
                        _model.Stages[parent].Condition = StageCondition.Open;
                }

                return ("reopen parent", _ledger.ReopenParent(lease, end, _now), true);
        }
    }

    /// <summary>The first completion reports the duration of all attempts, 3 s. Later ones are only charged their time.</summary>
    private void Finish(string path, NaiveStage stage, TimeSpan spent)
    {
        var (hadResult, charged) = (stage.HasResult, stage.Took);
        var silent = stage.Attempt == 1 || hadResult ? 0 : Math.Max(0, 3000 - charged - (long)spent.TotalMilliseconds);
        End(path, spent + TimeSpan.FromMilliseconds(silent));
        stage.Took = hadResult ? charged : (long)Math.Max(3000, spent.TotalMilliseconds);
    }

    private (string What, bool IsTaken, bool Ends) Lapse(Lease lease, NaiveStage stage, bool isHeld, int mostLosses)
    {
        var (wasHeld, isLast) = (_ledger.Holds(lease), stage.Losses + 1 >= mostLosses);
        var error = _ledger.Lapse(lease, mostLosses, _now);
        Expect(isHeld && isLast, error is not null, "parked");
        if (isHeld && isLast)
        {
            Fail(_pathOf[lease.StageId], new AttemptEnd(error!));
            stage.Condition = StageCondition.Parked;
        }
        else if (isHeld)
        {
            End(_pathOf[lease.StageId], TimeSpan.Zero);
            stage.Losses++;
        }

        return ("lapse", wasHeld, true);
    }

    private void Fail(string path, AttemptEnd end)
    {
        End(path, end.Spent);
        _model.Stages[path].Failures++;
        _model.Stages[path].Error = end.Error;
    }

    private void End(string path, TimeSpan spent)
    {
        _model.Charge(path, spent);
        if (!_model.Stages[path].HasResult)
            _model.Stages[path].Took += (long)spent.TotalMilliseconds;
        (_model.Stages[path].Condition, _model.Stages[path].Worker) = (StageCondition.Open, null);
    }

    private string Reclaim()
    {
        foreach (var path in _model.Held.ToList())
            End(path, TimeSpan.Zero);
        Expect(_leases.Count(lease => lease.Value), _ledger.Reclaim("ended", _now), "reclaimed");
        foreach (var lease in _leases.Keys)
            _leases[lease] = false;
        return "reclaim";
    }

    /// <summary>Submits some paths together with their ancestors.</summary>
    private async Task<string> SubmitAsync()
    {
        var root = _paths[_random.Next(_paths.Length)];
        string[] paths =
        [
            .. _paths.Where(path =>
                path == root
                || root.StartsWith($"{path}/", StringComparison.Ordinal)
                || (path.StartsWith($"{root}/", StringComparison.Ordinal) && _random.Next(4) > 0)
            ),
        ];
        paths = [.. paths.Where(path => NaiveModel.Parent(path) is not { } parent || paths.Contains(parent))];
        paths = [.. paths.Where(path => Above(path).All(paths.Contains))];
        var (name, isReplacing) = ($"s{_random.Next(6)}", _random.Next(2) == 0);
        // Submitted by a search that looked at the sweep's current version, or at an earlier one.
        long? grown =
            _random.Next(3) > 0 ? null
            : _ledger.FindSweep(name)?.Number is { } number && _random.Next(5) > 0 ? number
            : 1_000_000;
        var sample = new SampleSweep(name, paths)
        {
            Sweep = SampleSweep.Default(name) with
            {
                SpecHash = string.Join(' ', paths),
                Retries = _random.Next(4),
                IsSearched = grown is not null || _random.Next(2) == 0,
                IsGrown = grown is not null,
                GrownBySearchOf = grown,
                GpuHours = _random.Next(3) == 0 ? 0.05 : null,
                StageTimeout = _random.Next(3) == 0 ? null : TimeSpan.FromMinutes(_random.Next(1, 9)),
            },
            Costs = paths.ToDictionary(path => path, path => (double)_random.Next(1, 4)),
        };
        var submitted = SubmittedSweep.Of(sample.Sweep, [.. sample.Stages], [.. sample.Trials]);

        await StoreAsync();
        var stored = await _store.FindStagesAsync([.. _ledger.Missing(submitted.Stages.Select(stage => stage.Id))], CancellationToken.None);
        var outcome = _ledger.Submit(submitted, stored, isReplacing, _now);

        var known = _model.Sweeps.Find(sweep => sweep.Name == name);
        var expected =
            grown is not null
                ? (
                    grown == 1_000_000 || known is not { State: SweepState.Running, Search: SweepSearch.Open }
                        ? SubmitOutcome.IsLate
                        : SubmitOutcome.Submitted
                )
            : known is null ? SubmitOutcome.Submitted
            : known.Paths.SetEquals(paths) ? SubmitOutcome.IsThere
            : isReplacing ? SubmitOutcome.Submitted
            : SubmitOutcome.NameIsTaken;
        Expect(expected, outcome, "outcome");
        if (outcome == SubmitOutcome.Submitted)
        {
            Add(
                new NaiveSweep(name, [.. paths], sample.Sweep.Retries, sample.Sweep.StageTimeout, sample.Sweep.GpuHours)
                {
                    Search = sample.Sweep.IsSearched ? SweepSearch.Open : SweepSearch.None,
                    Spent = grown is null ? TimeSpan.Zero : known!.Spent,
                },
                known,
                paths
            );
        }

        return $"submit {name}: {string.Join(' ', paths)}";
    }

    private void Add(NaiveSweep sweep, NaiveSweep? replaced, string[] paths)
    {
        if (replaced is not null)
            _model.Sweeps.Remove(replaced);
        _model.Sweeps.Add(sweep);
        foreach (var path in paths)
        {
            if (!_model.Stages.TryGetValue(path, out var stage))
                _model.Stages.Add(path, new NaiveStage { Number = _model.Stages.Count });
            else if (stage.Condition == StageCondition.Parked)
                Unpark(stage);
        }
    }

    private static void Unpark(NaiveStage stage) =>
        (stage.Condition, stage.Failures, stage.Losses, stage.Splits, stage.NotBefore, stage.Error) = (
            StageCondition.Open,
            0,
            0,
            1,
            0,
            null
        );

    private async Task<string> SteerAsync()
    {
        if (_model.Sweeps.Count == 0)
            return "nothing";
        var sweep = _model.Sweeps[_random.Next(_model.Sweeps.Count)];
        switch (_random.Next(8))
        {
            case 5:
                var spent = Running().Where(running => NaiveModel.IsSpent(running) && _model.MayGoOn(running)).ToList();
                ExpectAll(spent.Select(paused => paused.Name), _ledger.PauseSpent().Select(paused => paused.Name), "paused");
                foreach (var paused in spent)
                    paused.State = SweepState.Paused;
                return "pause spent sweeps";
            case 6:
                var done = Running().Where(running => !_model.MayGoOn(running)).ToList();
                foreach (var ended in done)
                {
                    ended.State = ended.Paths.All(path => _model.State(path) == StageState.Completed)
                        ? SweepState.Completed
                        : SweepState.Failed;
                }

                ExpectAll(
                    done.Select(ended => (ended.Name, ended.State)),
                    _ledger.CloseDone().Select(ended => (ended.Name, ended.State)),
                    "ended"
                );
                return "close finished sweeps";
            case 7:
                var isEnded = sweep is { State: SweepState.Running, Search: SweepSearch.Open };
                Expect(isEnded, _ledger.EndSearch(_ledger.FindSweep(sweep.Name)!.Number), "search ended");
                sweep.Search = isEnded ? SweepSearch.Done : sweep.Search;
                return $"end the search of {sweep.Name}";
            case 0 or 4:
                var from = _random.Next(8) == 0 ? SweepState.Completed : sweep.State;
                SweepState[] likely = [SweepState.Running, SweepState.Running, SweepState.Running, .. Enum.GetValues<SweepState>()];
                var to = likely[_random.Next(likely.Length)];
                await LoadAsync(sweep.Name);
                Expect(sweep.State == from, _ledger.SetState(sweep.Name, from, to), "state");
                if (sweep.State == from && to == SweepState.Running && sweep.Search == SweepSearch.Done)
                    sweep.Search = SweepSearch.Open;
                sweep.State = sweep.State == from ? to : sweep.State;
                return $"{sweep.Name} from {from} to {to}";
            case 1:
                await LoadAsync(sweep.Name);
                var parked = sweep.Paths.Where(path => _model.Stages[path].Condition == StageCondition.Parked).ToList();
                Expect(parked.Count, _ledger.RetryParked(sweep.Name), "parked");
                foreach (var path in parked)
                    Unpark(_model.Stages[path]);
                return $"retry {sweep.Name}";
            case 2:
                await LoadAsync(sweep.Name);
                return $"load {sweep.Name}";
            default:
                Expect(true, _ledger.Delete(sweep.Name), "deleted");
                Expect(false, _ledger.Delete(sweep.Name), "deleted again");
                _model.Sweeps.Remove(sweep);
                return $"delete {sweep.Name}";
        }
    }

    private IEnumerable<NaiveSweep> Running() => _model.Sweeps.Where(sweep => sweep.State == SweepState.Running);

    private static IEnumerable<string> Above(string path)
    {
        for (var parent = NaiveModel.Parent(path); parent is not null; parent = NaiveModel.Parent(parent))
            yield return parent;
    }
}
