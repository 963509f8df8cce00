using System.Collections.Concurrent;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Hosting.Transport;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>A coordinator without a bus or a clock: passes run when asked, time passes by hand, workers do what a test tells them.</summary>
internal sealed class DispatchFixture : IWorkerGateway, IDispatchObserver, ITransportState, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, FakeWorker> _workers = [];
    private readonly DispatchOptions _options;

    private DispatchFixture(DispatchOptions? options)
    {
        _options = options ?? DispatchOptions.Default;
        Sqlite = LedgerSweepStore.OpenAsync(SqliteLedgerStore.Open(new(_folder.File("sweep.db"))), Time, CancellationToken.None).GetAwaiter().GetResult();
        Store = new FaultyStore(Sqlite);
        Coordinator = null!;
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public JumpingTime Time { get; } = new();

    public DispatchOptions Options => _options;

    public LedgerSweepStore Sqlite { get; }

    public FaultyStore Store { get; }

    public FakeCoordinator Coordinator { get; private set; }

    public SweepControl Control => Coordinator.Control;

    /// <summary>What observers were told.</summary>
    public ConcurrentQueue<string> Told { get; } = [];

    /// <summary>Each message of orders: to whom, and what.</summary>
    public List<(string Worker, WorkerOrders Orders)> Sent { get; } = [];

    public bool IsConnected { get; set; } = true;

    /// <summary>The broker is there, as far as anybody knows, and takes nothing.</summary>
    public bool IsRefusing { get; set; }

    public static async Task<DispatchFixture> StartAsync(DispatchOptions? options = null, params SampleSweep[] sweeps)
    {
        var fixture = new DispatchFixture(options);
        foreach (var sweep in sweeps)
            await fixture.CreateAsync(sweep);
        await fixture.RestartAsync();
        return fixture;
    }

    /// <summary>As if the process had ended, and another begun over the same store.</summary>
    public async Task RestartAsync()
    {
        Begin();
        await Coordinator.LoadAsync();
    }

    /// <summary>A new coordinator that has not read the store yet.</summary>
    public FakeCoordinator Begin() => Coordinator = new FakeCoordinator(this);

    public Task CreateAsync(SampleSweep sample) => Sqlite.CreateSweepAsync(sample.Sweep, sample.Stages, sample.Trials, Stop);

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

    public async Task<SweepState> StateAsync(string sweep) => (await Sqlite.FindSweepAsync(sweep, Stop))!.State;

    public async Task<StageRecord> StageAsync(string path) => (await Sqlite.FindStageAsync(SampleSweep.Id(path), Stop))!;

    public Task SendAsync(string workerId, WorkerOrders orders, CancellationToken cancellation)
    {
        if (IsRefusing || !IsConnected)
            throw new IOException("no broker");
        Sent.Add((workerId, orders));
        if (_workers.TryGetValue(workerId, out var worker) && worker.IsAlive && !worker.IsDeaf)
            worker.Receive(orders);
        return Task.CompletedTask;
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

    public void OnJoined(WorkerView worker) => Told.Enqueue($"joined {worker.WorkerId}");

    public void OnGone(WorkerView worker) => Told.Enqueue($"gone {worker.WorkerId}");

    public void OnFault(SweepStoreException fault) => Told.Enqueue("fault");

    public async ValueTask DisposeAsync()
    {
        await Sqlite.DisposeAsync();
        _folder.Dispose();
    }
}
