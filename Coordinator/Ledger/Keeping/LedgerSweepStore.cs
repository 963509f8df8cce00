using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>Sweeps and stages, asked of a ledger, with what is not in its memory from beside it.</summary>
/// <param name="keeper">Null where nothing may be changed.</param>
public sealed partial class LedgerSweepStore(ILedgerSource ledger, LedgerKeeper? keeper, TimeProvider time) : ISweepStore
{
    public async Task<bool> CreateSweepAsync(NewSweep sweep, IEnumerable<NewStage> stages, IEnumerable<NewTrial> trials, CancellationToken cancellation)
    {
        if (await ledger.AskAsync(known => known.FindSweep(sweep.Name), cancellation).ConfigureAwait(false) is { } there)
            return there.SpecHash == sweep.SpecHash ? false : throw new SweepExistsException(sweep.Name);
        return await Keeper.SubmitAsync(SubmittedSweep.Of(sweep, stages, trials), replace: false, Now, cancellation).ConfigureAwait(false) switch
        {
            SubmitOutcome.Submitted => true,
            SubmitOutcome.IsThere => false,
            _ => throw new SweepExistsException(sweep.Name),
        };
    }

    public Task<bool> DeleteSweepAsync(string name, CancellationToken cancellation) => Keeper.ChangeAsync(known => known.Delete(name), cancellation);

    public Task<bool> SetSweepStateAsync(string name, SweepState from, SweepState to, CancellationToken cancellation) =>
        Keeper.ChangeLoadedAsync(name, known => known.SetState(name, from, to), cancellation);

    public Task<bool> SetPriorityAsync(string name, int priority, CancellationToken cancellation) => Keeper.ChangeAsync(known => known.SetPriority(name, priority), cancellation);

    public Task<RunStage?> QueueAsync(StageId stage, string workerId, CancellationToken cancellation) => Keeper.ChangeAsync(known => known.Hand(stage, workerId, Now), cancellation);

    public Task<bool> StartAsync(Lease lease, CancellationToken cancellation) => Keeper.ChangeAsync(known => known.Start(lease, Now), cancellation);

    public Task<bool> AddEpochAsync(Lease lease, EpochMetrics metrics, CancellationToken cancellation) => Keeper.ChangeAsync(known => known.AddEpoch(lease, metrics, Now), cancellation);

    public Task<bool> CompleteAsync(Lease lease, StageResult result, IReadOnlyList<EpochMetrics> epochs, TimeSpan spent, CancellationToken cancellation) =>
        Keeper.ChangeAsync(known => known.Complete(lease, result, epochs, spent, Now), cancellation);

    public Task<bool> ReleaseAsync(Lease lease, AttemptEnd end, CancellationToken cancellation) => Keeper.ChangeAsync(known => known.Release(lease, end, Now), cancellation);

    public Task<bool> LoseAsync(Lease lease, string error, CancellationToken cancellation) => Keeper.ChangeAsync(known => known.Lose(lease, error, Now), cancellation);

    public Task<bool> RetryAsync(Lease lease, AttemptEnd end, DateTimeOffset notBefore, int splits, CancellationToken cancellation) =>
        Keeper.ChangeAsync(known => known.Retry(lease, end, notBefore, splits, Now), cancellation);

    public Task<bool> ParkAsync(Lease lease, AttemptEnd end, CancellationToken cancellation) => Keeper.ChangeAsync(known => known.Park(lease, end, Now), cancellation);

    public Task<bool> ReopenParentAsync(Lease lease, AttemptEnd end, CancellationToken cancellation) => Keeper.ChangeAsync(known => known.ReopenParent(lease, end, Now), cancellation);

    public Task<int> ReclaimAsync(string error, CancellationToken cancellation) => Keeper.ChangeAsync(known => known.Reclaim(error, Now), cancellation);

    public Task<int> RetryParkedAsync(string sweep, CancellationToken cancellation) => Keeper.ChangeLoadedAsync(sweep, known => known.RetryParked(sweep), cancellation);

    /// <summary>The ledger and its store, both.</summary>
    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync().ConfigureAwait(false);
        await ledger.Store.DisposeAsync().ConfigureAwait(false);
    }

    private LedgerKeeper Keeper => keeper ?? throw new SweepStoreException("Nothing can be changed here: the store is open to be read.");

    private DateTimeOffset Now => time.GetUtcNow();
}
