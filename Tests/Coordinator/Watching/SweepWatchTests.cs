using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;
using StageState = Sweep.Api.V1.StageState;
using SweepState = Sweep.Api.V1.SweepState;

namespace Sweep.Tests.Coordinator.Watching;

public class SweepWatchTests
{
    private static SampleSweep One => new("one", "a", "a/b", "a/c", "d");

    [Fact]
    public async Task First_OfEverySweep_IsWholeAndAtOnce()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        await fixture.CreateAsync(new SampleSweep("two", "e"));
        await fixture.RunAsync("a");
        fixture.Join("w");
        var held = await fixture.QueueAsync("a/b");
        await fixture.StartAsync(held);
        fixture.Progress(held, 0.5, top1: 71);
        var start = fixture.Time.GetTimestamp();
        await using var watch = fixture.Begin();
        var first = await watch.NextAsync();

        Assert.Equal(TimeSpan.Zero, fixture.Time.GetElapsedTime(start));
        Assert.Equal(["one", "two"], first.Sweeps.Select(sweep => sweep.Name));
        Assert.Equal((4, 1, 1), (first.Sweeps[0].Stages.Total, first.Sweeps[0].Stages.Completed, first.Sweeps[0].Stages.Running));
        Assert.Equal((1 + 0.5) / 4, first.Sweeps[0].Fraction);
        Assert.True(first.IsCurrent && first.HasWorkers);
        Assert.Equal("w", Assert.Single(first.Workers).Id);
        var running = Assert.Single(first.Running);
        Assert.Equal(
            (SampleSweep.Id("a/b").ToString(), "prune", "mnist", 1, "w", "cuda:0", true),
            (
                running.Stage.StageId,
                running.Stage.Kind,
                running.Stage.Dataset,
                running.Attempt,
                running.WorkerId,
                running.Device,
                running.Started
            )
        );
        Assert.Equal((1, 2, 0.5, 71), (running.Progress.Epoch, running.Progress.Epochs, running.Progress.Fraction, running.Progress.Top1));
        Assert.Empty(first.Settled);
        Assert.Empty(first.Deleted);
    }

    [Fact]
    public async Task First_WhileASurveyOfBeforeIsMade_HasWhatWasStoredSince()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(new SampleSweep("zero", "z", "z/y"));
        await fixture.RunAsync("z");
        await fixture.QueueAsync("z/y");
        fixture.Restart();
        // It looks for the parent that it does not know when it has read how sweeps stand.
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Store.Before = member =>
            member == nameof(ILedgerReader.ReadResultsAsync) && reached.TrySetResult()
                ? goOn.Task.WaitAsync(WatchFixture.Stop)
                : Task.CompletedTask;
        var others = fixture.Surveyor.ReadAsync(TimeSpan.Zero, WatchFixture.Stop);
        await reached.Task;
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await fixture.CreateAsync(One);
        await using var watch = fixture.Begin("one");
        var first = watch.NextAsync();
        goOn.SetResult();

        Assert.Equal("one", Assert.Single((await first).Sweeps).Name);
        Assert.DoesNotContain("one", (await others).Sweeps.Keys);
    }

    [Fact]
    public async Task Next_AfterAnInterval_TellsWhatChanged()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        await fixture.CreateAsync(new SampleSweep("two", "e"));
        await using var watch = fixture.Begin(interval: 2);
        var first = await watch.NextAsync();
        var start = fixture.Time.GetTimestamp();
        await fixture.RunAsync("a");
        var next = await watch.NextAsync();

        Assert.Equal(TimeSpan.FromSeconds(2), fixture.Time.GetElapsedTime(start));
        Assert.Equal("one", Assert.Single(next.Sweeps).Name);
        Assert.False(next.HasWorkers);
        var settled = Assert.Single(next.Settled);
        Assert.Equal(
            (SampleSweep.Id("a").ToString(), StageState.Completed, 90, ""),
            (settled.Stage.StageId, settled.State, settled.Top1, settled.Error)
        );
        Assert.True(next.Sequence > first.Sequence);
        Assert.Equal(settled.Sequence, next.Sequence);
    }

    [Fact]
    public async Task Next_StoreComesAndGoes_IsSaid()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        await using var watch = fixture.Begin();
        Assert.Equal("", (await watch.NextAsync()).StoreFault);

        fixture.Faults.OnFault(new SweepStoreException("The disk is full."));
        Assert.Equal("The disk is full.", (await watch.NextAsync()).StoreFault);
        fixture.Faults.OnWorks();
        Assert.Equal("", (await watch.NextAsync()).StoreFault);
    }

    [Fact]
    public async Task Next_NothingChanges_ComesEvery15Seconds()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        fixture.Join("w");
        await using var watch = fixture.Begin(interval: 60);
        var first = await watch.NextAsync();
        for (var quiet = 0; quiet < 5; quiet++)
        {
            var start = fixture.Time.GetTimestamp();
            var next = await watch.NextAsync();

            Assert.Equal(TimeSpan.FromSeconds(15), fixture.Time.GetElapsedTime(start));
            Assert.Equal(
                (first.Sequence, 0, 0, true, false),
                (next.Sequence, next.Sweeps.Count, next.Settled.Count, next.IsCurrent, next.HasWorkers)
            );
        }
    }

    [Fact]
    public async Task Next_LongInterval_IsKeptForNews()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        await using var watch = fixture.Begin(interval: 40);
        await watch.NextAsync();
        await fixture.RunAsync("a");

        Assert.Empty((await watch.NextAsync()).Settled);
        Assert.Empty((await watch.NextAsync()).Settled);
        Assert.Single((await watch.NextAsync()).Settled);
    }

    [Fact]
    public async Task End_OfTheOneSweep_IsToldAndEndsTheStream()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(new SampleSweep("one", "a"));
        await using var watch = fixture.Begin("one");
        await watch.NextAsync();
        await fixture.RunAsync("a");
        await fixture.EndAsync("one");
        var last = await watch.NextAsync();

        Assert.Equal(SweepState.Completed, Assert.Single(last.Sweeps).State);
        Assert.Single(last.Settled);
        Assert.Null(await watch.EndOrNextAsync());
    }

    [Fact]
    public async Task End_OfASweepThatHasEndedBefore_IsOneMessage()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(new SampleSweep("one", "a"));
        await fixture.RunAsync("a");
        await fixture.EndAsync("one");
        await using var watch = fixture.Begin("one");

        Assert.Equal(SweepState.Completed, Assert.Single((await watch.NextAsync()).Sweeps).State);
        Assert.Null(await watch.EndOrNextAsync());
    }

    [Fact]
    public async Task End_OfAllSweeps_IsNone()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(new SampleSweep("one", "a"));
        await using var watch = fixture.Begin();
        await watch.NextAsync();
        await fixture.RunAsync("a");
        await fixture.EndAsync("one");
        await watch.NextAsync();
        await fixture.CreateAsync(new SampleSweep("two", "b"));

        Assert.Equal("two", Assert.Single((await watch.NextAsync()).Sweeps).Name);
    }

    [Fact]
    public async Task OneSweep_AnothersChanges_AreNotTold()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        await fixture.CreateAsync(new SampleSweep("two", "e"));
        await using var watch = fixture.Begin("two");
        Assert.Equal("two", Assert.Single((await watch.NextAsync()).Sweeps).Name);
        await fixture.RunAsync("a");
        await fixture.QueueAsync("d");
        await fixture.RunAsync("e");
        var next = await watch.NextAsync();

        Assert.Equal(SampleSweep.Id("e").ToString(), Assert.Single(next.Settled).Stage.StageId);
        Assert.Equal("two", Assert.Single(next.Sweeps).Name);
        Assert.Empty(next.Running);
    }

    [Fact]
    public async Task Deleted_WhileWatchingAll_IsNamedOnce()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        await fixture.CreateAsync(new SampleSweep("two", "e"));
        await using var watch = fixture.Begin();
        await watch.NextAsync();
        await fixture.Ledger.DeleteAsync("two");
        Assert.Equal(["two"], (await watch.NextAsync()).Deleted);
        Assert.Empty((await watch.NextAsync()).Deleted);
    }

    [Fact]
    public async Task Deleted_TheOneSweep_EndsTheStream()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        await using var watch = fixture.Begin("one");
        await watch.NextAsync();
        await fixture.Ledger.DeleteAsync("one");

        Assert.Equal(["one"], (await watch.NextAsync()).Deleted);
        Assert.Null(await watch.EndOrNextAsync());
    }

    [Fact]
    public async Task Failure_IsToldWithItsReason_AndWhatItBlocks()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        await using var watch = fixture.Begin("one");
        await watch.NextAsync();
        await fixture.ParkAsync(await fixture.QueueAsync("a"), new string('x', 2000));
        var settled = (await watch.NextAsync()).Settled;

        Assert.Equal([StageState.Failed, StageState.Blocked, StageState.Blocked], settled.Select(stage => stage.State));
        Assert.Equal([500, 0, 0], settled.Select(stage => stage.Error.Length));
        Assert.All(settled, stage => Assert.False(stage.HasTop1));
    }

    [Fact]
    public async Task Retry_OfWhatFailed_IsToldAsTakenUpAgain()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        await fixture.ParkAsync(await fixture.QueueAsync("a"), "boom");
        await using var watch = fixture.Begin("one");
        await watch.NextAsync();
        await fixture.Ledger.RetryParkedAsync("one");

        Assert.Equal(
            [StageState.Waiting, StageState.Waiting, StageState.Ready],
            (await watch.NextAsync()).Settled.Select(stage => stage.State).Order()
        );
    }

    [Fact]
    public async Task Running_ThatEnds_IsGoneFromTheNextMessage()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        var held = await fixture.QueueAsync("a");
        await using var watch = fixture.Begin("one", interval: 5);
        var queued = Assert.Single((await watch.NextAsync()).Running);
        Assert.Equal((false, null), (queued.Started, queued.Progress));
        await fixture.ReleaseAsync(held);
        // Others' surveys come between: it must not be missed for that.
        for (var other = 0; other < 5; other++)
            await fixture.Surveyor.ReadAsync(TimeSpan.Zero, WatchFixture.Stop);

        Assert.Empty((await watch.NextAsync()).Running);
    }

    [Fact]
    public async Task Running_MoreThanFit_AreCounted()
    {
        await using var fixture = new WatchFixture();
        string[] paths = [.. Enumerable.Range(0, 1200).Select(number => $"s{number}")];
        await fixture.CreateAsync(new SampleSweep("many", paths));
        await Task.WhenAll(paths.Select(path => fixture.QueueAsync(path)));
        await using var watch = fixture.Begin("many");
        var first = await watch.NextAsync();

        Assert.Equal((1000, 200), (first.Running.Count, first.RunningOmitted));
    }

    [Fact]
    public async Task Pretrained_StageBelowAPretrainStage_IsSaid()
    {
        await using var fixture = new WatchFixture();
        var (root, train, prune) = (SampleSweep.Definition("p"), SampleSweep.Definition("p/t"), SampleSweep.Definition("p/t/q"));
        NewStage[] stages =
        [
            new(root with { Kind = Contracts.Stages.StageKind.Pretrain }, 1, 3),
            new(train with { Kind = Contracts.Stages.StageKind.Train, Pruning = null }, 1, 2),
            new(prune, 1, 1),
        ];
        await fixture.Ledger.SubmitAsync(SampleSweep.Default("tuned"), stages, []);
        await using var watch = fixture.Begin();
        await watch.NextAsync();
        foreach (var path in (string[])["p", "p/t", "p/t/q"])
            await fixture.RunAsync(path);

        Assert.Equal([false, true, true], (await watch.NextAsync()).Settled.Select(stage => stage.Stage.Pretrained));
    }

    [Theory]
    [InlineData("nope", 0, null, "There is no sweep 'nope'; expected one.")]
    [InlineData("one", -1, null, "after_sequence: expected 0, or the sequence of an earlier message.")]
    [InlineData("one", 0, 0.1, "interval: expected 0.2 s to 60 s, or nothing, which means 1 s.")]
    [InlineData("one", 0, 61.0, "interval: expected 0.2 s to 60 s, or nothing, which means 1 s.")]
    [InlineData("one", 0, -1.0, "interval: expected 0.2 s to 60 s, or nothing, which means 1 s.")]
    public async Task Request_ThatMakesNoSense_IsRefused(string name, long after, double? interval, string message)
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(One);
        await using var watch = fixture.Begin(name, after, interval);

        Assert.Equal(message, (await Assert.ThrowsAsync<SweepControlException>(watch.EndOrNextAsync)).Message);
    }
}
