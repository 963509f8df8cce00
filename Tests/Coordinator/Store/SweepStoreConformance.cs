using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store;

/// <summary>What every adapter of <see cref="ISweepStore"/> promises; derive from it and say how one is opened.</summary>
public abstract partial class SweepStoreConformance : IAsyncLifetime
{
    private const string Worker = "w1";
    private static readonly TimeSpan _spent = TimeSpan.FromHours(0.5);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);
    private ISweepStore _store = null!;

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Opens the same, at first empty, store at each call within a test.</summary>
    protected abstract Task<ISweepStore> OpenAsync();

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private Task<bool> CreateAsync(SampleSweep sample) => _store.CreateSweepAsync(sample.Sweep, sample.Stages, sample.Trials, Stop);

    /// <summary>Queues and starts a ready stage.</summary>
    private async Task<Lease> StartAsync(string path, string worker = Worker)
    {
        var lease = await QueueAsync(path, worker);
        Assert.True(await _store.StartAsync(lease, Stop));
        return lease;
    }

    private async Task<Lease> QueueAsync(string path, string worker = Worker)
    {
        var run = await _store.QueueAsync(SampleSweep.Id(path), worker, Stop);
        Assert.NotNull(run);
        return new Lease(run.Stage.Id, run.Attempt, worker);
    }

    private async Task CompleteAsync(string path) => Assert.True(await CompleteAsync(await StartAsync(path)));

    private Task<bool> CompleteAsync(Lease lease, double top1 = 90, params EpochMetrics[] epochs) =>
        _store.CompleteAsync(lease, SampleSweep.Result(top1), epochs, _spent, Stop);

    private Task<bool> ReleaseAsync(Lease lease) => _store.ReleaseAsync(lease, new AttemptEnd("drained", _spent), Stop);

    private Task<bool> RetryAsync(Lease lease, TimeSpan backOff = default, int splits = 1) =>
        _store.RetryAsync(lease, new AttemptEnd("out of luck", _spent), Now + backOff, splits, Stop);

    private Task<bool> ParkAsync(Lease lease) => _store.ParkAsync(lease, new AttemptEnd("no data", _spent) { Details = "stack", LogTail = "last words" }, Stop);

    private Task<bool> ReopenParentAsync(Lease lease) => _store.ReopenParentAsync(lease, new AttemptEnd("gone", _spent), Stop);

    private async Task<StageRecord> StageAsync(string path) => (await _store.FindStageAsync(SampleSweep.Id(path), Stop))!;

    private async Task<StageState> StateAsync(string path) => (await StageAsync(path)).State;

    private async Task<string[]> ReadyAsync(string sweep, params string[] known)
    {
        var ready = await _store.ReadReadyAsync(sweep, Now, _longest, 100, Stop);
        return [.. ready.Select(stage => known.Single(path => SampleSweep.Id(path) == stage.StageId))];
    }

    private async Task<List<TrialResult>> TrialsAsync(string sweep)
    {
        var trials = new List<TrialResult>();
        await foreach (var trial in _store.ReadTrialsAsync(sweep, Stop))
            trials.Add(trial);
        return trials;
    }

    private static EpochMetrics Epoch(int epoch, double loss = 1) => new(epoch, loss, null, 0.5, 0.01, 0);
}
