using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

/// <summary>The rules of the protocol as users see them: a ledger kept in SQLite, what is read from both, and both opened again.</summary>
public sealed partial class KeptLedgerTests : IAsyncLifetime
{
    private const string Worker = "w1";
    private static readonly TimeSpan _spent = TimeSpan.FromHours(0.5);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private TestLedger _ledger = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _time.GetUtcNow();

    public async ValueTask InitializeAsync() => _ledger = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _folder.Dispose();
    }

    private Task<TestLedger> OpenAsync() => TestLedger.OpenAsync(SqliteLedgerStore.Open(new(_folder.File("sweep.db"))), _time);

    private async Task<bool> CreateAsync(SampleSweep sample) => await SubmitAsync(sample) == SubmitOutcome.Submitted;

    private Task<SubmitOutcome> SubmitAsync(SampleSweep sample) => _ledger.SubmitAsync(sample.Sweep, sample.Stages, sample.Trials);

    /// <summary>Hands out and starts a ready stage.</summary>
    private async Task<Lease> StartAsync(string path, string worker = Worker)
    {
        var lease = await HandAsync(path, worker);
        Assert.True(await _ledger.StartAsync(lease));
        return lease;
    }

    private async Task<Lease> HandAsync(string path, string worker = Worker)
    {
        var run = await _ledger.HandAsync(SampleSweep.Id(path), worker);
        Assert.NotNull(run);
        return new Lease(run.Stage.Id, run.Attempt, worker);
    }

    private async Task CompleteAsync(string path) => Assert.True(await CompleteAsync(await StartAsync(path)));

    private Task<bool> CompleteAsync(Lease lease, double top1 = 90, params EpochMetrics[] epochs) =>
        _ledger.CompleteAsync(lease, SampleSweep.Result(top1), epochs, _spent);

    private Task<bool> ReleaseAsync(Lease lease) => _ledger.ReleaseAsync(lease, new AttemptEnd("drained", _spent));

    private Task<bool> RetryAsync(Lease lease, TimeSpan backOff = default, int splits = 1) =>
        _ledger.RetryAsync(lease, new AttemptEnd("out of luck", _spent), Now + backOff, splits);

    private Task<bool> ParkAsync(Lease lease) =>
        _ledger.ParkAsync(lease, new AttemptEnd("no data", _spent) { Details = "stack", LogTail = "last words" });

    private Task<bool> ReopenParentAsync(Lease lease) => _ledger.ReopenParentAsync(lease, new AttemptEnd("gone", _spent));

    private async Task<StageRecord> StageAsync(string path) => (await _ledger.Reader.FindStageAsync(SampleSweep.Id(path), Stop))!;

    private async Task<StageState> StateAsync(string path) => (await StageAsync(path)).State;

    private async Task<string[]> ReadyAsync(string sweep, params string[] known)
    {
        var ready = await _ledger.AskAsync(ledger => ledger.ReadReady(sweep, Now, _longest, 100));
        return [.. ready.Select(stage => known.Single(path => SampleSweep.Id(path) == stage.StageId))];
    }

    private async Task<List<TrialResult>> TrialsAsync(string sweep)
    {
        var trials = new List<TrialResult>();
        await foreach (var trial in _ledger.Reader.ReadTrialsAsync(sweep, Stop))
            trials.Add(trial);
        return trials;
    }

    private static EpochMetrics Epoch(int epoch, double loss = 1) => new(epoch, loss, null, 0.5, 0.01, 0);
}
