using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

public sealed class LedgerKeeperTests : IAsyncLifetime, IKeeperObserver
{
    private static readonly TimeSpan _generous = TimeSpan.FromMinutes(2);

    private readonly MemoryMedium _medium = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<string> _reported = [];
    private GatedStore _store = null!;
    private LedgerKeeper _keeper = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _store = new GatedStore(new MemoryStore(_medium));
        _keeper = await OpenAsync(_store);
    }

    public ValueTask DisposeAsync()
    {
        _store.Open();
        return _keeper.DisposeAsync();
    }

    void IKeeperObserver.OnFault(SweepStoreException fault) => _reported.Add(fault.Message);

    void IKeeperObserver.OnWorks() => _reported.Add("works");

    [Fact]
    public async Task Change_NotYetStored_IsNotVisibleToAnybody()
    {
        await SubmitAsync("s", "a", "b");
        _store.Close();
        var handed = _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop);
        await UntilTriedAsync(2);
        var asked = _keeper.AskAsync(ledger => ledger.ReadLeases().Count, Stop);

        Assert.False(handed.IsCompleted);
        Assert.False(asked.IsCompleted);
        _store.Open();
        Assert.NotNull(await handed.WaitAsync(_generous, Stop));
        Assert.Equal(1, await asked.WaitAsync(_generous, Stop));
        Assert.Equal("w", _medium.Stages.Values.Single(stage => stage.Id == SampleSweep.Id("a")).Worker);
    }

    [Fact]
    public async Task Change_WhileABatchIsWritten_JoinsTheNextBatch()
    {
        await SubmitAsync("s", "a", "b", "c", "d");
        _store.Close();
        var first = _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop);
        await UntilTriedAsync(2);
        var others = ((string[])["b", "c", "d"]).Select(path => _keeper.ChangeAsync(ledger => Hand(ledger, path), Stop)).ToList();
        _store.Open();
        await Task.WhenAll([first, .. others]).WaitAsync(_generous, Stop);

        Assert.Equal([4, 1, 3], _store.Tried.Select(tried => tried.Batch.Stages.Count));
        Assert.Equal([1, 2, 3], _store.Tried.Select(tried => tried.Mark.Revision));
    }

    [Fact]
    public async Task Change_Refused_WaitsForTheChangesItRestsOn()
    {
        await SubmitAsync("s", "a");
        _store.Close();
        var won = _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop);
        await UntilTriedAsync(2);
        var lost = _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop);

        Assert.False(lost.IsCompleted);
        _store.Open();
        Assert.Null(await lost.WaitAsync(_generous, Stop));
        Assert.NotNull(await won);
        Assert.Null(await _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop));
        Assert.Equal(2, _store.Tried.Count);
    }

    [Fact]
    public async Task Append_UnknownOutcome_IsRepeatedUnderTheSameMark()
    {
        _store.Doubtful = 2;
        var submitted = SubmitAsync("s", "a");
        await AdvanceUntilAsync(submitted);

        Assert.Equal(3, _store.Tried.Count);
        Assert.Single(_store.Tried.Select(tried => tried.Mark).Distinct());
        Assert.Equal((1, 1), (_medium.Sweeps.Count, _medium.Stages.Count));
        Assert.Equal(["the answer is lost", "works"], _reported);
        Assert.NotNull(await _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop));
        Assert.Equal(2, _medium.Mark.Revision);
    }

    [Fact]
    public async Task Change_WhileTheStoreFails_IsRefusedWhileQueriesAreAnswered()
    {
        await SubmitAsync("s", "a", "b");
        _store.IsBroken = true;
        var handed = _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop);
        await Wait.UntilAsync("the fault is reported", () => _reported.Count > 0);

        await Assert.ThrowsAsync<SweepStoreException>(() => _keeper.ChangeAsync(ledger => Hand(ledger, "b"), Stop));
        Assert.Equal(2, (await _keeper.AskAsync(ledger => ledger.Count("s"), Stop)).Total.Stages);
        Assert.False(handed.IsCompleted);
        _store.IsBroken = false;
        await AdvanceUntilAsync(handed);
        Assert.NotNull(await _keeper.ChangeAsync(ledger => Hand(ledger, "b"), Stop));
        Assert.Equal(["the store is broken", "works"], _reported);
    }

    /// <summary>
    /// Otherwise a page's query at the wrong moment, and all that share its answer, would wait until the store works again.
    /// </summary>
    [Fact]
    public async Task Ask_StoreFailsWhileItsBatchIsWritten_IsAnswered()
    {
        await SubmitAsync("s", "a");
        _store.Close();
        var handed = _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop);
        await UntilTriedAsync(2);
        var asked = _keeper.AskAsync(ledger => ledger.ReadLeases().Count, Stop);
        Assert.False(asked.IsCompleted);

        _store.IsBroken = true;
        _store.Open();
        Assert.Equal(1, await asked.WaitAsync(_generous, Stop));
        Assert.False(handed.IsCompleted);
        _store.IsBroken = false;
        await AdvanceUntilAsync(handed);

        // From now on queries wait for the store again.
        var tried = _store.Tried.Count;
        _store.Close();
        var completed = _keeper.ChangeAsync(ledger => ledger.Start(new Lease(SampleSweep.Id("a"), 1, "w"), _time.GetUtcNow()), Stop);
        await UntilTriedAsync(tried + 1);
        var next = _keeper.AskAsync(ledger => ledger.ReadLeases().Count, Stop);
        Assert.False(next.IsCompleted);
        _store.Open();
        await Task.WhenAll(completed, next).WaitAsync(_generous, Stop);
    }

    [Fact]
    public async Task Append_AfterATakeOver_EndsTheKeeperAndStoresNothing()
    {
        await SubmitAsync("s", "a", "b");
        await using var second = await OpenAsync(new GatedStore(new MemoryStore(_medium)));

        await Assert.ThrowsAsync<LedgerEndedException>(() => _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop));
        await Assert.ThrowsAsync<WriterFencedException>(() => _keeper.Ended.WaitAsync(_generous, Stop));
        await Assert.ThrowsAsync<LedgerEndedException>(() => _keeper.ChangeAsync(ledger => Hand(ledger, "b"), Stop));
        await Assert.ThrowsAsync<LedgerEndedException>(() => _keeper.AskAsync(ledger => ledger.Sweeps, Stop));
        Assert.Equal(1, (await second.ChangeAsync(ledger => Hand(ledger, "a"), Stop))!.Attempt);
        Assert.False(second.Ended.IsCompleted);
        Assert.Single(_reported);
    }

    [Fact]
    public async Task Change_ThrowsHalfway_EndsTheKeeperAndTheNextLoadsTheStore()
    {
        await SubmitAsync("s", "a");
        var broken = _keeper.ChangeAsync<bool>(
            ledger =>
            {
                Hand(ledger, "a");
                throw new IOException("broken off");
            },
            Stop
        );

        await Assert.ThrowsAsync<IOException>(() => broken);
        await Assert.ThrowsAsync<IOException>(() => _keeper.Ended.WaitAsync(_generous, Stop));
        await _keeper.DisposeAsync();
        _keeper = await OpenAsync(_store);
        Assert.Empty(await _keeper.AskAsync(ledger => ledger.ReadLeases(), Stop));
        Assert.Equal(1, (await _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop))!.Attempt);
    }

    [Fact]
    public async Task Dispose_WithPendingChanges_StoresThem()
    {
        await SubmitAsync("s", "a", "b");
        _store.Close();
        var first = _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop);
        await UntilTriedAsync(2);
        var second = _keeper.ChangeAsync(ledger => Hand(ledger, "b"), Stop);
        var disposed = _keeper.DisposeAsync();
        _store.Open();
        await disposed;

        Assert.NotNull(await first);
        Assert.NotNull(await second);
        Assert.All(_medium.Stages.Values, stage => Assert.Equal("w", stage.Worker));
        await Assert.ThrowsAsync<LedgerEndedException>(() => _keeper.AskAsync(ledger => ledger.Sweeps, Stop));
        Assert.False(_keeper.Ended.IsCompleted);
    }

    [Fact]
    public async Task Dispose_WhileTheStoreFails_EndsWithAnErrorForWaiters()
    {
        await SubmitAsync("s", "a");
        _store.IsBroken = true;
        var handed = _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop);
        await Wait.UntilAsync("the fault is reported", () => _reported.Count > 0);
        await _keeper.DisposeAsync();

        await Assert.ThrowsAsync<LedgerEndedException>(() => handed);
    }

    [Fact]
    public async Task Submit_SharedStagesLeaveMemoryMeanwhile_ReadsThemAgain()
    {
        await SubmitAsync("old", "a");
        var run = await _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop);
        _store.Finding = async () =>
        {
            _store.Finding = () => Task.CompletedTask;
            await _keeper.ChangeAsync(ledger => ledger.Delete("old"), Stop);
            await _keeper.ChangeAsync(
                ledger => ledger.Complete(new Lease(run!.Stage.Id, run.Attempt, "w"), SampleSweep.Result(), [], TimeSpan.Zero, Now),
                Stop
            );
        };
        await SubmitAsync("new", "a", "b");

        Assert.Equal(1, (await _keeper.AskAsync(ledger => ledger.FindSweep("new"), Stop))!.Reused);
        Assert.Equal(1, (await _keeper.AskAsync(ledger => ledger.Count("new"), Stop))[StageState.Completed].Stages);
    }

    [Fact]
    public async Task AskAbout_SweepEndedInAnEarlierProcess_LoadsIt()
    {
        await SubmitAsync("s", "a", "a/b");
        await _keeper.ChangeAsync(ledger => ledger.SetState("s", SweepState.Running, SweepState.Cancelled), Stop);
        await _keeper.DisposeAsync();
        _keeper = await OpenAsync(_store);

        Assert.Equal(0, await _keeper.AskAsync(ledger => ledger.StageCount, Stop));
        Assert.Equal(["a", "a/b"], await _keeper.AskAboutAsync("s", ledger => PathsOf(ledger, "s"), Stop));
        Assert.True(await _keeper.ChangeLoadedAsync("s", ledger => ledger.SetState("s", SweepState.Cancelled, SweepState.Running), Stop));
        Assert.NotNull(await _keeper.ChangeAsync(ledger => Hand(ledger, "a"), Stop));
    }

    [Fact]
    public async Task View_BesideTheKeeper_SeesStoredChanges()
    {
        await using var view = new LedgerView(new MemoryStore(_medium), _time);
        Assert.Empty(await view.AskAsync(ledger => ledger.Sweeps, Stop));
        await SubmitAsync("s", "a", "a/b");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, (await view.AskAsync(ledger => ledger.Count("s"), Stop)).Open.Stages);
        await _keeper.ChangeAsync(ledger => ledger.SetState("s", SweepState.Running, SweepState.Cancelled), Stop);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["a", "a/b"], await view.AskAboutAsync("s", ledger => PathsOf(ledger, "s"), Stop));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            view.AskAsync(
                ledger =>
                    ledger.ReadStages(
                        new StageQuery
                        {
                            Sweep = "s",
                            After = SampleSweep.Id("z"),
                            Limit = 1,
                        }
                    ),
                Stop
            )
        );
    }

    [Fact]
    public async Task Heartbeat_WithNothingToStore_MovesTheMark()
    {
        await _keeper.DisposeAsync();
        _keeper = await LedgerKeeper.OpenAsync(_store, KeeperOptions.Default with { Heartbeat = TimeSpan.FromSeconds(5) }, _time, Stop);
        await AdvanceUntilAsync(Wait.UntilAsync("the mark has moved", () => _medium.Mark.Revision > 0));

        await SubmitAsync("s", "a");
        Assert.Equal(1, (await _keeper.AskAsync(ledger => ledger.Count("s"), Stop)).Open.Stages);
    }

    private async Task<LedgerKeeper> OpenAsync(ILedgerStore store)
    {
        var keeper = await LedgerKeeper.OpenAsync(store, KeeperOptions.Default, _time, Stop);
        keeper.Observe(this);
        return keeper;
    }

    private async Task SubmitAsync(string name, params string[] paths)
    {
        var sample = new SampleSweep(name, paths);
        Assert.Equal(
            SubmitOutcome.Submitted,
            await _keeper.SubmitAsync(SubmittedSweep.Of(sample.Sweep, sample.Stages, sample.Trials), replace: false, Now, Stop)
        );
    }

    private RunStage? Hand(SweepLedger ledger, string path) => ledger.Hand(SampleSweep.Id(path), "w", Now);

    private static string[] PathsOf(SweepLedger ledger, string sweep) =>
        [
            .. ledger
                .ReadStages(
                    new StageQuery
                    {
                        Sweep = sweep,
                        States = Enum.GetValues<StageState>(),
                        Limit = 10,
                    }
                )
                .Stages.Select(stage => ((string[])["a", "a/b"]).Single(path => SampleSweep.Id(path) == stage.Definition.Id)),
        ];

    private Task UntilTriedAsync(int appends) => Wait.UntilAsync($"{appends} appends were tried", () => _store.Tried.Count >= appends);

    /// <summary>Advances the clock that the keeper's pauses depend on, until the task completes.</summary>
    private async Task AdvanceUntilAsync(Task task) =>
        await Wait.UntilAsync(
            "the task completes",
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return task.IsCompleted;
            }
        );
}
