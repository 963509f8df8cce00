using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger;

/// <summary>Compares the ledger with the model.</summary>
internal sealed partial class LedgerWalk
{
    private static void Expect<T>(T expected, T found, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, found))
            throw new InvalidOperationException($"{what}: expected {expected}, found {found}");
    }

    private static void ExpectAll<T>(IEnumerable<T> expected, IEnumerable<T> found, string what)
    {
        var (left, right) = (expected.ToList(), found.ToList());
        if (!left.SequenceEqual(right))
            throw new InvalidOperationException($"{what}: expected {string.Join(", ", left)}, found {string.Join(", ", right)}");
    }

    /// <summary>Whether a loaded sweep wants the stage, a worker holds it, or a descendant is in memory.</summary>
    private bool IsResident(string path) =>
        _model.Stages.Keys.Any(other =>
            (other == path || other.StartsWith($"{path}/", StringComparison.Ordinal))
            && (
                _model.Stages[other].Worker is not null
                || _model.SweepsOf(other).Any(sweep => _ledger.LocateSweep(sweep.Name)?.IsLoaded == true)
            )
        );

    private Dictionary<string, StageState> StatesOf() => _model.Stages.Keys.ToDictionary(path => path, _model.State);

    private void CheckAll()
    {
        ExpectAll(_model.Sweeps.Select(sweep => sweep.Name), _ledger.Sweeps.Select(sweep => sweep.Name), "sweeps");
        var residents = _model.Stages.Keys.Where(IsResident).ToList();
        Expect(residents.Count, _ledger.StageCount, "stages in memory");
        foreach (var path in residents)
            CheckStage(path);
        ExpectAll(
            residents
                .GroupBy(path => (_ledger.FindStage(SampleSweep.Id(path))!.Definition.Kind, State: _model.State(path)))
                .Select(stages => (stages.Key.Kind, stages.Key.State, (long)stages.Count()))
                .Order(),
            _ledger.Tally.Stages.Where(stages => stages.Count != 0).Order(),
            "tally"
        );
        foreach (var sweep in _model.Sweeps)
            CheckSweep(sweep);
        ExpectAll(
            _model.Held.Select(LeaseOf).OrderBy(lease => lease.StageId),
            _ledger.ReadLeases().OrderBy(lease => lease.StageId),
            "leases"
        );
        ExpectAll(
            _model.Unwanted.Select(LeaseOf).OrderBy(lease => lease.StageId),
            _ledger.ReadUnwanted().OrderBy(lease => lease.StageId),
            "unwanted"
        );
        foreach (var worker in (string[])["w0", "w1"])
        {
            var held = _model
                .Held.Where(path => _model.Stages[path].Worker == worker)
                .Select(path => new HeldAttempt(SampleSweep.Id(path), _model.Stages[path].Attempt))
                .ToList();
            Expect(held.Count, _ledger.CountHeldBy(worker), $"number of stages held by {worker}");
            ExpectAll(
                held.OrderBy(attempt => attempt.StageId),
                _ledger.HeldBy(worker).OrderBy(attempt => attempt.StageId),
                $"what {worker} has"
            );
        }
    }

    private Lease LeaseOf(string path) => new(SampleSweep.Id(path), _model.Stages[path].Attempt, _model.Stages[path].Worker!);

    private void CheckStage(string path)
    {
        var (stage, found) = (
            _model.Stages[path],
            _ledger.FindStage(SampleSweep.Id(path)) ?? throw new InvalidOperationException($"{path} is not in memory")
        );
        Seen.Add(found.State);
        Expect(
            (_model.State(path), stage.Attempt, stage.Failures, stage.Losses, stage.Splits, stage.Worker, stage.Error),
            (found.State, found.Attempt, found.Failures, found.Losses, found.Splits, found.WorkerId, found.Error),
            path
        );
        Expect(_model.Retries(path), found.Retries, $"retries of {path}");
        Expect(stage.HasResult, _ledger.LocateStage(SampleSweep.Id(path))!.Value.HasResult, $"result of {path}");
        Expect(
            stage.HasResult ? 0 : stage.Reached,
            _ledger.ReadCurve(SampleSweep.Id(path)).Select(point => point.Epoch).DefaultIfEmpty().Max(),
            $"curve of {path}"
        );
        ExpectAll(_model.SweepsOf(path).Select(sweep => sweep.Name), _ledger.SweepsOf(SampleSweep.Id(path)), $"sweeps of {path}");
    }

    private void CheckSweep(NaiveSweep sweep)
    {
        var found = _ledger.FindSweep(sweep.Name)!;
        Expect(
            (sweep.State, sweep.Search, sweep.Spent, sweep.Retries),
            (found.State, found.Search, found.Spent, found.Retries),
            sweep.Name
        );
        if (!_ledger.LocateSweep(sweep.Name)!.Value.IsLoaded)
        {
            Expect(false, sweep.IsOpen, $"{sweep.Name} is open and not loaded");
            return;
        }

        var counts = _ledger.Count(sweep.Name);
        foreach (var state in Enum.GetValues<StageState>())
        {
            var paths = sweep.Paths.Where(path => _model.State(path) == state).ToList();
            Expect(
                (paths.Count, paths.Count(sweep.Leaves.Contains)),
                ((int)counts[state].Stages, (int)counts[state].Trials),
                $"{state} of {sweep.Name}"
            );
        }

        Expect(_model.Unshared(sweep), (long)found.Unshared.TotalMilliseconds, $"unshared time of {sweep.Name}");
        CheckReady(sweep);
        var listed = _ledger
            .ReadStages(
                new StageQuery
                {
                    Sweep = sweep.Name,
                    States = Enum.GetValues<StageState>(),
                    Limit = 100,
                }
            )
            .Stages;
        ExpectAll(
            sweep.Paths.OrderBy(path => _model.Stages[path].Number),
            listed.Select(stage => _pathOf[stage.Definition.Id]),
            $"list of {sweep.Name}"
        );
    }

    private void CheckReady(NaiveSweep sweep)
    {
        var (now, latest) = (_now.ToUnixTimeMilliseconds(), (_now + _longest).ToUnixTimeMilliseconds());
        var found = _ledger.ReadReady(sweep.Name, _now, _longest, 100);
        var ready = sweep.Paths.Where(path =>
            _model.State(path) == StageState.Ready && (_model.Stages[path].NotBefore <= now || _model.Stages[path].NotBefore > latest)
        );
        var chains = found.ToDictionary(stage => _pathOf[stage.StageId], stage => stage.Chain);
        Expect(true, chains.Keys.ToHashSet().SetEquals(ready), $"ready stages of {sweep.Name}");
        ExpectAll(
            chains.Keys.OrderByDescending(path => chains[path]).ThenBy(path => _model.Stages[path].Number),
            found.Select(stage => _pathOf[stage.StageId]),
            $"order of {sweep.Name}"
        );
    }

    /// <summary>Checks that the ledger reports exactly the stages that settled or left a settled state after the number.</summary>
    private void CheckChanges(long before, Dictionary<string, StageState> states)
    {
        var changes = _ledger.ReadChanges(null, before, 1000);
        Expect(changes.Count, changes.Select(change => change.Sequence).Distinct().Count(), "numbers");
        ExpectAll(changes.Select(change => change.Sequence).Order(), changes.Select(change => change.Sequence), "order of numbers");
        Expect(true, changes.All(change => change.Sequence <= _ledger.Sequence), "highest number");
        foreach (var (path, was) in states.Where(stage => IsResident(stage.Key)))
        {
            var now = _model.State(path);
            var change = changes.SingleOrDefault(change => _pathOf[change.Definition.Id] == path);
            if (now != was && (IsSettled(now) || IsSettled(was)))
                Expect((now, _model.Reason(path)), (change!.State, change.Error), $"news of {path}");
        }
    }

    private static bool IsSettled(StageState state) => state is StageState.Completed or StageState.Failed or StageState.Blocked;
}
