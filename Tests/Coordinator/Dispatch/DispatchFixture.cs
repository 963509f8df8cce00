using System.Collections.Concurrent;
using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Hosting.Transport;
using Sweep.Tests.Coordinator.Ledger;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>A coordinator without a bus or a clock: passes run when asked, time passes by hand, workers do what a test tells them.</summary>
internal sealed class DispatchFixture : IWorkerGateway, IDispatchObserver, IKeeperObserver, ITransportState, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, FakeWorker> _workers = [];
    private readonly DispatchOptions _options;
    private volatile bool _isAway;

    private DispatchFixture(DispatchOptions? options)
    {
        _options = options ?? DispatchOptions.Default;
        Store = new GatedStore(SqliteLedgerStore.Open(new(_folder.File("sweep.db"))));
        Ledger = TestLedger.OpenAsync(Store, Time).GetAwaiter().GetResult();
        Ledger.Keeper.Observe(this);
        Coordinator = null!;
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public JumpingTime Time { get; } = new();

    public DispatchOptions Options => _options;

    /// <summary>For the coordinators that are started from now on.</summary>
    public NotifyOptions Notify { get; set; } = NotifyOptions.Default;

    public TestLedger Ledger { get; }

    /// <summary>What the ledger is kept in.</summary>
    public GatedStore Store { get; }

    public FakeCoordinator Coordinator { get; private set; }

    public SweepControl Control => Coordinator.Control;

    /// <summary>What observers were told.</summary>
    public ConcurrentQueue<string> Told { get; } = [];

    /// <summary>Each message of orders: to whom, and what.</summary>
    public List<(string Worker, WorkerOrders Orders)> Sent { get; } = [];

    public bool IsConnected { get; set; } = true;

    /// <summary>The broker is there, as far as anybody knows, and takes nothing.</summary>
    public bool IsRefusing { get; set; }

    /// <summary>Called before anything is sent.</summary>
    public Func<Task> Sending { get; set; } = () => Task.CompletedTask;

    public static async Task<DispatchFixture> StartAsync(DispatchOptions? options = null, params SampleSweep[] sweeps)
    {
        var fixture = new DispatchFixture(options);
        foreach (var sweep in sweeps)
            await fixture.CreateAsync(sweep);
        fixture.Restart();
        return fixture;
    }

    /// <summary>As if the process had ended, and another begun over the same store.</summary>
    public FakeCoordinator Restart()
    {
        Coordinator = new FakeCoordinator(this);
        Coordinator.Clock.Advance();
        return Coordinator;
    }

    public Task CreateAsync(SampleSweep sample) => Ledger.SubmitAsync(sample.Sweep, sample.Stages, sample.Trials);

    /// <summary>The store does not work any more, and the keeper has found that out with a change of its own.</summary>
    public async Task BreakAsync()
    {
        Store.IsBroken = true;
        var sample = new SampleSweep($"lost {Time.GetTimestamp()}", "lost");
        var submitted = SubmittedSweep.Of(sample.Sweep, sample.Stages, []);
        _ = Ledger.Keeper.ChangeAsync(
            ledger =>
            {
                // Nobody is to be given any of it when the store works again.
                ledger.Submit(submitted, [], replace: false, Time.GetUtcNow());
                return ledger.SetState(sample.Sweep.Name, SweepState.Running, SweepState.Paused);
            },
            CancellationToken.None
        );
        await Wait.UntilAsync("the keeper knows that the store is away", () => _isAway);
    }

    /// <summary>The store works again, and the keeper has found that out.</summary>
    public Task RepairAsync()
    {
        Store.IsBroken = false;
        return Wait.UntilAsync(
            "the keeper knows that the store works",
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(1));
                return !_isAway;
            }
        );
    }

    public Task PassAsync() => Coordinator.Pass.RunAsync(Stop);

    /// <summary>A worker that has said nothing yet, and gets what is sent to it.</summary>
    public FakeWorker Add(string id, int slots = 1, string host = "host") => _workers[id] = new FakeWorker(this, id, slots, host);

    /// <summary>A worker that has joined and confirmed that it hears.</summary>
    public async Task<FakeWorker> JoinAsync(string id, int slots = 1, string host = "host")
    {
        var worker = Add(id, slots, host);
        await worker.BeatAsync();
        await PassAsync();
        await worker.BeatAsync();
        return worker;
    }

    /// <summary>Lets time pass: a pass each second, and each fifth the heartbeats of the workers that live.</summary>
    public async Task PassTimeAsync(TimeSpan time)
    {
        for (var second = 1; second <= time.TotalSeconds; second++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            if (second % 5 == 0 && IsConnected)
            {
                foreach (var worker in _workers.Values.Where(worker => worker.IsAlive))
                    await worker.BeatAsync();
            }

            await PassAsync();
        }
    }

    /// <summary>Lets time pass, and passes run that may fail.</summary>
    public async Task AdvanceUnheardAsync(TimeSpan time)
    {
        Time.Advance(time);
        await Record.ExceptionAsync(PassAsync);
    }

    /// <summary>Lets time pass, in small steps and without passes of its own, until something is so.</summary>
    public async Task AdvanceUntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    public Task<IReadOnlyList<WorkerView>> WorkersAsync() => Ledger.AskAsync(Coordinator.Roster.Read);

    public async Task<SweepState> StateAsync(string sweep) => (await Ledger.Reader.FindSweepAsync(sweep, Stop))!.State;

    public async Task<StageRecord> StageAsync(string path) => (await Ledger.Reader.FindStageAsync(SampleSweep.Id(path), Stop))!;

    public async Task SendAsync(string workerId, WorkerOrders orders, CancellationToken cancellation)
    {
        await Sending();
        if (IsRefusing || !IsConnected)
            throw new IOException("no broker");
        Sent.Add((workerId, orders));
        if (_workers.TryGetValue(workerId, out var worker) && worker.IsAlive && !worker.IsDeaf)
            worker.Receive(orders);
    }

    public void OnStarted(StageStarted report) => Told.Enqueue($"started {report.Attempt}");

    public void OnProgressed(StageProgressed report) => Told.Enqueue($"progressed {report.Attempt}");

    public void OnCompleted(StageCompleted report) => Told.Enqueue($"completed {report.Attempt}");

    public void OnFailed(StageFailed report, FailurePlan plan) => Told.Enqueue($"failed {report.Attempt} {plan.Action}");

    public void OnReleased(StageReleased report) => Told.Enqueue($"released {report.Attempt}");

    public void OnLost(Lease lease) => Told.Enqueue($"lost {lease.Attempt} {lease.WorkerId}");

    public void OnParked(Lease lease, string error) => Told.Enqueue($"parked {lease.Attempt}");

    public void OnEnded(string sweep, SweepState state) => Told.Enqueue($"ended {sweep} {state}");

    public void OnPaused(string sweep, double gpuHours) => Told.Enqueue($"paused {sweep}");

    public void OnGrown(string sweep, string added) => Told.Enqueue($"grown {sweep} by {added}");

    public void OnJoined(WorkerView worker) => Told.Enqueue($"joined {worker.WorkerId}");

    public void OnGone(WorkerView worker) => Told.Enqueue($"gone {worker.WorkerId}");

    public void OnFault(SweepStoreException fault) => Told.Enqueue("fault");

    /// <summary>In a real process too, what the keeper finds out is for all to know.</summary>
    void IKeeperObserver.OnFault(SweepStoreException fault)
    {
        Coordinator.Faults.OnFault(fault);
        _isAway = true;
    }

    void IKeeperObserver.OnWorks()
    {
        Coordinator.Faults.OnWorks();
        _isAway = false;
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        _folder.Dispose();
    }
}
