using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>A coordinator without a bus or a clock: passes run when asked, what is sent is kept, reports come by hand.</summary>
internal sealed class DispatchFixture : IStageSender, IDispatchObserver, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DispatchPass _pass;

    public DispatchFixture(DispatchOptions? options = null)
    {
        Options = options ?? new DispatchOptions { Window = 3 };
        Store = SqliteSweepStore.Open(new(_folder.File("sweep.db")), Time);
        _pass = new DispatchPass(Store, this, [this], Options, Time, NullLogger<DispatchPass>.Instance);
        Reports = new StageReports(Store, [this], Signal, Options, Time, NullLogger<StageReports>.Instance);
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public DispatchOptions Options { get; }

    public ISweepStore Store { get; }

    public StageReports Reports { get; }

    public DispatchSignal Signal { get; } = new();

    /// <summary>Sent and not yet taken.</summary>
    public Queue<RunStage> Sent { get; } = [];

    public List<string> Heard { get; } = [];

    public bool IsBroken { get; set; }

    public Task CreateAsync(SampleSweep sample) => Store.CreateSweepAsync(sample.Sweep, sample.Stages, sample.Trials, Stop);

    public Task PassAsync() => _pass.RunAsync(Stop);

    /// <summary>A worker takes the next stage, which has to be this one.</summary>
    public async Task<Lease> StartAsync(string path, string worker = "w1")
    {
        var command = Sent.Dequeue();
        Assert.Equal(SampleSweep.Id(path), command.Stage.Id);
        var lease = new Lease(command.Stage.Id, command.Attempt, worker);
        await Reports.AcceptAsync(new StageStarted(lease.StageId, lease.Attempt, worker), Stop);
        return lease;
    }

    public Task CompleteAsync(Lease lease) =>
        Reports.AcceptAsync(new StageCompleted(lease.StageId, lease.Attempt, lease.WorkerId, SampleSweep.Result()), Stop);

    public Task FailAsync(Lease lease, bool isRetryable = true, bool isMissingParent = false) =>
        Reports.AcceptAsync(new StageFailed(lease.StageId, lease.Attempt, lease.WorkerId, "broken", null, isRetryable, isMissingParent), Stop);

    public async Task<SweepState> StateAsync(string sweep) => (await Store.FindSweepAsync(sweep, Stop))!.State;

    public Task SendAsync(RunStage command, CancellationToken cancellation)
    {
        if (IsBroken)
            throw new IOException("no bus");
        Sent.Enqueue(command);
        return Task.CompletedTask;
    }

    public void OnCompleted(StageCompleted report) => Heard.Add($"completed {report.Attempt}");

    public void OnFailed(StageFailed report, FailurePlan plan) => Heard.Add($"failed {report.Attempt} {plan.Action}");

    public void OnProgressed(StageProgressed report) => Heard.Add($"progressed {report.Attempt}");

    public void OnReleased(StageReleased report) => Heard.Add($"released {report.Attempt}");

    public void OnLost(Lease lease) => Heard.Add($"lost {lease.Attempt}");

    public void OnEnded(string sweep, SweepState state) => Heard.Add($"ended {sweep} {state}");

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    public static string Path(StageId id, params string[] paths) => paths.Single(path => SampleSweep.Id(path) == id);
}
