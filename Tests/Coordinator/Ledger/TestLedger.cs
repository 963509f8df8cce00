using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger;

/// <summary>A ledger with its store and a clock. Each transition is one call, which returns when its changes are stored.</summary>
internal sealed class TestLedger(LedgerKeeper keeper, TimeProvider time) : IAsyncDisposable
{
    public LedgerKeeper Keeper => keeper;

    public SweepReader Reader { get; } = new(keeper);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => time.GetUtcNow();

    /// <param name="store">Disposed with the ledger.</param>
    public static async Task<TestLedger> OpenAsync(ILedgerStore store, TimeProvider time) =>
        new(await LedgerKeeper.OpenAsync(store, KeeperOptions.Default, time, CancellationToken.None), time);

    public Task<T> AskAsync<T>(Func<SweepLedger, T> question) => keeper.AskAsync(question, Stop);

    public Task<SubmitOutcome> SubmitAsync(SubmittedSweep sweep, bool replace = false) => keeper.SubmitAsync(sweep, replace, Now, Stop);

    public Task<SubmitOutcome> SubmitAsync(NewSweep sweep, IEnumerable<NewStage> stages, IEnumerable<NewTrial> trials) =>
        SubmitAsync(SubmittedSweep.Of(sweep, stages, trials));

    public Task<bool> DeleteAsync(string sweep) => keeper.ChangeAsync(ledger => ledger.Delete(sweep), Stop);

    public Task<bool> SetStateAsync(string sweep, SweepState from, SweepState to) =>
        keeper.ChangeLoadedAsync(sweep, ledger => ledger.SetState(sweep, from, to), Stop);

    public Task<bool> SetPriorityAsync(string sweep, int priority) =>
        keeper.ChangeAsync(ledger => ledger.SetPriority(sweep, priority), Stop);

    public Task<int> RetryParkedAsync(string sweep) => keeper.ChangeLoadedAsync(sweep, ledger => ledger.RetryParked(sweep), Stop);

    public Task<RunStage?> HandAsync(StageId stage, string worker) => keeper.ChangeAsync(ledger => ledger.Hand(stage, worker, Now), Stop);

    public Task<bool> StartAsync(Lease lease) => keeper.ChangeAsync(ledger => ledger.Start(lease, Now), Stop);

    public Task<bool> AddEpochAsync(Lease lease, EpochMetrics metrics) =>
        keeper.ChangeAsync(ledger => ledger.AddEpoch(lease, metrics, Now), Stop);

    public Task<bool> CompleteAsync(Lease lease, StageResult result, IReadOnlyList<EpochMetrics> curve, TimeSpan spent) =>
        keeper.ChangeAsync(ledger => ledger.Complete(lease, result, curve, spent, Now), Stop);

    public Task<bool> ReleaseAsync(Lease lease, AttemptEnd end) => keeper.ChangeAsync(ledger => ledger.Release(lease, end, Now), Stop);

    public Task<bool> LoseAsync(Lease lease, string error) => keeper.ChangeAsync(ledger => ledger.Lose(lease, error, Now), Stop);

    public Task<bool> RetryAsync(Lease lease, AttemptEnd end, DateTimeOffset notBefore, int splits) =>
        keeper.ChangeAsync(ledger => ledger.Retry(lease, end, notBefore, splits, Now), Stop);

    public Task<bool> ParkAsync(Lease lease, AttemptEnd end) => keeper.ChangeAsync(ledger => ledger.Park(lease, end, Now), Stop);

    public Task<bool> ReopenParentAsync(Lease lease, AttemptEnd end) =>
        keeper.ChangeAsync(ledger => ledger.ReopenParent(lease, end, Now), Stop);

    public Task<int> ReclaimAsync(string error) => keeper.ChangeAsync(ledger => ledger.Reclaim(error, Now), Stop);

    public ValueTask DisposeAsync() => keeper.DisposeAsync();
}
