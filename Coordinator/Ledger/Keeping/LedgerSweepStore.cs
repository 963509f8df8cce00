using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>Sweeps and stages, asked of a ledger, with what is not in its memory from beside it.</summary>
public sealed partial class LedgerSweepStore : ISweepStore
{
    private readonly ILedgerSource _ledger;
    private readonly LedgerKeeper? _keeper;
    private readonly TimeProvider _time;

    private LedgerSweepStore(ILedgerSource ledger, LedgerKeeper? keeper, TimeProvider time) => (_ledger, _keeper, _time) = (ledger, keeper, time);

    /// <summary>Fails when nothing can be changed any more; see <see cref="LedgerKeeper.Ended"/>.</summary>
    public Task Ended => Keeper.Ended;

    /// <summary>Takes the store over, to change what is in it. It is disposed with this, or if it cannot be taken over.</summary>
    /// <exception cref="SweepStoreException">The store does not work.</exception>
    public static Task<LedgerSweepStore> OpenAsync(ILedgerStore store, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(store, KeeperOptions.Default, time, cancellation);

    /// <inheritdoc cref="OpenAsync(ILedgerStore, TimeProvider, CancellationToken)"/>
    public static async Task<LedgerSweepStore> OpenAsync(ILedgerStore store, KeeperOptions options, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            var keeper = await LedgerKeeper.OpenAsync(store, options, [], time, cancellation).ConfigureAwait(false);
            return new LedgerSweepStore(keeper, keeper, time);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads a store that another process may change meanwhile. It is disposed with this.</summary>
    public static LedgerSweepStore Over(ILedgerReader store, TimeProvider time) => new(new LedgerView(store, time), null, time);

    /// <summary>Whom to tell how storing gets on.</summary>
    public void Observe(IKeeperObserver observer) => Keeper.Observe(observer);

    public async Task<bool> CreateSweepAsync(NewSweep sweep, IEnumerable<NewStage> stages, IEnumerable<NewTrial> trials, CancellationToken cancellation)
    {
        if (await _ledger.AskAsync(known => known.FindSweep(sweep.Name), cancellation).ConfigureAwait(false) is { } there)
            return there.SpecHash == sweep.SpecHash ? false : throw new SweepExistsException(sweep.Name);
        return await CreateSweepAsync(SubmittedSweep.Of(sweep, stages, trials), replace: false, cancellation).ConfigureAwait(false);
    }

    public async Task<bool> CreateSweepAsync(SubmittedSweep sweep, bool replace, CancellationToken cancellation) =>
        await Keeper.SubmitAsync(sweep, replace, Now, cancellation).ConfigureAwait(false) switch
        {
            SubmitOutcome.Submitted => true,
            SubmitOutcome.IsThere => false,
            _ => throw new SweepExistsException(sweep.Sweep.Name),
        };

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

    /// <summary>The _ledger and its store, both.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync().ConfigureAwait(false);
        await _ledger.Store.DisposeAsync().ConfigureAwait(false);
    }

    private LedgerKeeper Keeper => _keeper ?? throw new SweepStoreException("Nothing can be changed here: the store is open to be read.");

    private DateTimeOffset Now => _time.GetUtcNow();
}
