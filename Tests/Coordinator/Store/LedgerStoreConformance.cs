using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Ledger;

namespace Sweep.Tests.Coordinator.Store;

/// <summary>The promises of every adapter of <see cref="ILedgerStore"/>. Derive from it and override how a store is opened.</summary>
public abstract partial class LedgerStoreConformance : IAsyncLifetime
{
    private ILedgerStore _store = null!;
    private LedgerMark _mark;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Opens the same store at each call within a test, empty at first. Stores opened earlier stay open.</summary>
    protected abstract ILedgerStore Open();

    public virtual async ValueTask InitializeAsync()
    {
        _store = Open();
        _mark = await _store.TakeOverAsync(Stop);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task TakeOver_EmptyStore_StartsTheFirstEpochWithoutFacts()
    {
        Assert.Equal(new LedgerMark(1, 0), _mark);
        var facts = await _store.ReadLedgerAsync(Stop);
        Assert.Equal((_mark, LedgerHead.Empty, 0, 0), (facts.Mark, facts.Head, facts.Sweeps.Count, facts.Settings.Count));
        Assert.Empty(await StagesAsync(null));
        Assert.Null(await _store.ReadSpecAsync(1, Stop));
        Assert.Empty(await TrialsAsync(1));
    }

    [Fact]
    public async Task Append_OneAfterAnother_MovesTheMark()
    {
        await AppendAsync(SampleBatch.Sweep(1, "s"));
        await AppendAsync(SampleBatch.Empty);

        Assert.Equal(new LedgerMark(1, 2), await _store.ReadMarkAsync(Stop));
        Assert.Equal(SampleBatch.Empty.Head, (await _store.ReadLedgerAsync(Stop)).Head);
    }

    [Fact]
    public async Task Append_ThenReopened_ReturnsEverySweep()
    {
        var (first, second) = (
            SampleBatch.Facts(1, "s"),
            SampleBatch.Facts(2, "t") with
            {
                StageTimeout = null,
                GpuHours = null,
                State = SweepState.Failed,
            }
        );
        await AppendAsync(
            SampleBatch.Sweep(1, "s") with
            {
                Sweeps = [first, second],
                Settings = [SampleBatch.Settings(1), SampleBatch.Settings(2)],
            }
        );
        await AppendAsync(SampleBatch.Empty with { Sweeps = [first with { Priority = 7, Spent = TimeSpan.FromHours(9) }] });
        await ReopenAsync();

        var facts = await _store.ReadLedgerAsync(Stop);
        Assert.Equal(
            [
                first with
                {
                    Priority = 7,
                    Spent = TimeSpan.FromHours(9),
                    Counts = facts.Sweeps[0].Counts,
                    Owed = facts.Sweeps[0].Owed,
                },
                second with
                {
                    Counts = facts.Sweeps[1].Counts,
                    Owed = facts.Sweeps[1].Owed,
                },
            ],
            facts.Sweeps
        );
        Assert.Equal(first.Counts.ByState, facts.Sweeps[0].Counts.ByState);
        Assert.Equal(first.Owed, facts.Sweeps[0].Owed);
        Assert.Equal([1, 2], facts.Settings.Select(settings => settings.Number));
        Assert.Equal([1, 2], facts.Settings.Select(settings => settings.Shared.Training.Epochs));
        Assert.Equal([0, 1, 2], facts.Settings[0].Shared.Data.Classes);
        Assert.Equal("text of s", await _store.ReadSpecAsync(1, Stop));
    }

    [Fact]
    public async Task Append_ThenReopened_ReturnsEveryStage()
    {
        var running = SampleBatch.Stage(2, 1, sweeps: 1) with
        {
            Condition = StageCondition.Running,
            Attempt = 3,
            Worker = "w",
            Queued = 5,
            Started = 6,
            Failures = 1,
            Losses = 2,
            Splits = 4,
            NotBefore = 9,
            Changed = 11,
            HasResult = true,
            Error = "no luck",
            Curve = [new(1, double.NaN, null, 0.5, 0.1, 0), new(2, 1, 80, null, 0.1, 0.5)],
        };
        await AppendAsync(
            SampleBatch.Sweep(1, "s") with
            {
                Stages = [SampleBatch.Stage(1, 0, sweeps: 1) with { Condition = StageCondition.Completed, Took = 8 }, running],
            }
        );
        await ReopenAsync();

        var stages = await StagesAsync(1);
        AssertSame(SampleBatch.Stage(1, 0, sweeps: 1) with { Condition = StageCondition.Completed, Took = 8 }, stages[0]);
        AssertSame(running, stages[1]);

        var released = running with
        {
            Condition = StageCondition.Open,
            Worker = null,
            Queued = 0,
            Started = 0,
            Error = null,
            Curve = [],
            HasNewMembers = false,
        };
        await AppendAsync(SampleBatch.Empty with { Stages = [released] });
        AssertSame(released, (await StagesAsync(1))[1]);
    }

    [Fact]
    public async Task Append_ColdFacts_ReplacesThemByNumber()
    {
        var result = SampleSweep.Result() with { Loss = double.NaN, Warnings = ["few classes"], Duration = TimeSpan.FromTicks(7) };
        await AppendAsync(
            SampleBatch.Sweep(1, "s") with
            {
                Stages = [SampleBatch.Stage(1, 0, 1), SampleBatch.Stage(2, 0, 1)],
                Results = [new(1, SampleSweep.Result(10)), new(2, result)],
                Curves = [new(1, [SampleBatch.Point(1)])],
                Outcomes = [new(1, ImageOutcomes.Of([0, 1, 2]))],
            }
        );
        var outcomes = ImageOutcomes.Of([2, 2, 0, 1, 0]);
        await AppendAsync(
            SampleBatch.Empty with
            {
                Results = [new(1, SampleSweep.Result(20))],
                Curves = [new(1, [SampleBatch.Point(1), SampleBatch.Point(2)])],
                Outcomes = [new(1, outcomes)],
            }
        );
        await ReopenAsync();

        var results = await _store.ReadResultsAsync([1, 2, 3], Stop);
        Assert.Equal([1, 2], results.Keys.Order());
        Assert.Equal(20, results[1].Top1);
        AssertSame(result, results[2]);
        Assert.Equal([SampleBatch.Point(1), SampleBatch.Point(2)], await _store.ReadCurveAsync(1, Stop));
        Assert.Empty(await _store.ReadCurveAsync(2, Stop));
        Assert.Equal(outcomes, Assert.Single(await _store.ReadOutcomesAsync([1, 2], Stop)).Value);
    }

    [Fact]
    public async Task Append_ManyAttempts_KeepsTheNewestTwenty()
    {
        var whole = SampleBatch.Attempt(1) with { Error = "x", Details = "stack", LogTail = "last words", Started = null };
        await AppendAsync(
            SampleBatch.Empty with
            {
                Attempts = [new(7, whole), .. Enumerable.Range(2, 3).Select(number => new AttemptFacts(7, SampleBatch.Attempt(number)))],
            }
        );
        Assert.Equal(
            [whole, SampleBatch.Attempt(2), SampleBatch.Attempt(3), SampleBatch.Attempt(4)],
            await _store.ReadAttemptsAsync(7, Stop)
        );

        await AppendAsync(
            SampleBatch.Empty with
            {
                Attempts =
                [
                    .. Enumerable.Range(5, 19).Select(number => new AttemptFacts(7, SampleBatch.Attempt(number))),
                    new(8, SampleBatch.Attempt(1)),
                ],
            }
        );
        Assert.Equal(Enumerable.Range(4, 20), (await _store.ReadAttemptsAsync(7, Stop)).Select(attempt => attempt.Number));
    }

    [Fact]
    public async Task ReadTrials_FromAnyIndex_AreInOrderWithAndWithoutResult()
    {
        await AppendAsync(
            SampleBatch.Sweep(1, "s", trials: 5) with
            {
                Stages = [SampleBatch.Stage(1, 0, 1), SampleBatch.Stage(2, 0, 1)],
                Results = [new(2, SampleSweep.Result())],
            }
        );

        var trials = await TrialsAsync(1);
        Assert.Equal(Enumerable.Range(0, 5), trials.Select(trial => trial.Trial.Index));
        Assert.Equal([1, 2, 1, 2, 1], trials.Select(trial => trial.Leaf));
        Assert.Equal([null, 90, null, 90, null], trials.Select(trial => trial.Result?.Top1));
        Assert.Equal(SampleBatch.Trial(3) with { Axes = trials[3].Trial.Axes }, trials[3].Trial);
        Assert.Equal(SampleBatch.Trial(3).Axes, trials[3].Trial.Axes);
        Assert.Equal([3, 4], (await TrialsAsync(1, from: 3)).Select(trial => trial.Trial.Index));
    }

    [Fact]
    public async Task ReadTrials_WhileMoreIsStored_AreOneSnapshot()
    {
        await AppendAsync(
            SampleBatch.Sweep(1, "s", trials: 5_000) with
            {
                Stages = [SampleBatch.Stage(1, 0, 1), SampleBatch.Stage(2, 0, 1)],
            }
        );
        var results = 0;
        await foreach (var trial in _store.ReadTrialsAsync(1, 0, Stop))
        {
            if (trial.Trial.Index == 0)
                await AppendAsync(SampleBatch.Empty with { Results = [new(1, SampleSweep.Result()), new(2, SampleSweep.Result())] });
            results += trial.Result is null ? 0 : 1;
        }

        Assert.Equal(0, results);
        Assert.NotNull((await TrialsAsync(1))[0].Result);
    }

    [Fact]
    public async Task FindStages_SomeStored_ReturnsThoseWithTheirMembers()
    {
        await AppendAsync(
            SampleBatch.Sweep(1, "s") with
            {
                Sweeps = [SampleBatch.Facts(1, "s"), SampleBatch.Facts(2, "t")],
                Stages = [SampleBatch.Stage(1, 0, 1, 2), SampleBatch.Stage(2, 1, 2)],
            }
        );

        var found = await _store.FindStagesAsync([SampleBatch.Id(2), SampleBatch.Id(9), SampleBatch.Id(1)], Stop);
        Assert.Equal([1, 2], found.Select(stage => stage.Number).Order());
        AssertSame(SampleBatch.Stage(1, 0, 1, 2), found.Single(stage => stage.Number == 1));
        var ids = ((int[])[1, 2]).Select(number => SampleBatch.Id(number)).Order().ToList();
        Assert.Equal(ids, await _store.FindIdsAsync(new StageId(0), new StageId(UInt128.MaxValue), 10, Stop));
        Assert.Equal(ids[..1], await _store.FindIdsAsync(new StageId(0), new StageId(UInt128.MaxValue), 1, Stop));
        Assert.Equal(ids[1..], await _store.FindIdsAsync(ids[1], ids[1], 10, Stop));
    }

    [Fact]
    public async Task ReadStages_OpenOnes_AreThoseALedgerNeeds()
    {
        await AppendAsync(
            SampleBatch.Sweep(1, "running") with
            {
                Sweeps =
                [
                    SampleBatch.Facts(1, "running"),
                    SampleBatch.Facts(2, "paused") with
                    {
                        State = SweepState.Paused,
                    },
                    SampleBatch.Facts(3, "ended") with
                    {
                        State = SweepState.Completed,
                    },
                ],
                Stages =
                [
                    SampleBatch.Stage(1, 0, 3),
                    SampleBatch.Stage(2, 1, 3) with
                    {
                        Condition = StageCondition.Queued,
                        Worker = "w",
                        Attempt = 1,
                    },
                    SampleBatch.Stage(3, 2, 3),
                    SampleBatch.Stage(4, 0, 2, 3) with
                    {
                        Attempt = 0,
                        Changed = 5,
                    },
                    SampleBatch.Stage(5, 4, 2),
                    SampleBatch.Stage(6, 0, 1),
                    SampleBatch.Stage(7, 0, 3),
                    SampleBatch.Stage(8, 4, 1),
                ],
            }
        );

        Assert.Equal([1, 2, 4, 5, 6, 8], (await StagesAsync(null)).Select(stage => stage.Number));
        Assert.Equal([1, 2, 3, 4, 7], (await StagesAsync(3)).Select(stage => stage.Number));
        Assert.Empty(await StagesAsync(4));
        AssertSame(SampleBatch.Stage(4, 0, 2, 3) with { Attempt = 0, Changed = 5 }, (await StagesAsync(null))[2]);
    }

    [Fact]
    public async Task Append_RemovedSweep_DeletesItAndKeepsItsStages()
    {
        await AppendAsync(
            SampleBatch.Sweep(1, "s", trials: 3) with
            {
                Sweeps = [SampleBatch.Facts(1, "s"), SampleBatch.Facts(2, "t")],
                Stages = [SampleBatch.Stage(1, 0, 1, 2), SampleBatch.Stage(2, 0, 1)],
            }
        );
        await AppendAsync(SampleBatch.Empty with { Removed = [1] });

        Assert.Equal(["t"], (await _store.ReadLedgerAsync(Stop)).Sweeps.Select(sweep => sweep.Name));
        Assert.Null(await _store.ReadSpecAsync(1, Stop));
        Assert.Empty(await TrialsAsync(1));
        Assert.Empty(await StagesAsync(1));
        Assert.Equal([1], (await StagesAsync(null)).Select(stage => stage.Number));
        Assert.Equal(2, (await _store.FindStagesAsync([SampleBatch.Id(1), SampleBatch.Id(2)], Stop)).Count);
    }

    [Fact]
    public async Task Ledger_OverThisStore_AgreesWithTheModelThroughCrashes()
    {
        var walk = await LedgerWalk.RunAsync(Open, seed: 11, steps: 300);

        Assert.True(walk.Restarts > 1);
    }
}
