using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>
/// The truth about sweeps, trials and stages.
/// <para>Threads: every member may be called at any time from any thread.</para>
/// <para>Ownership: one coordinator at a time writes; any number of processes read. Stages belong to the store, not to a
/// sweep: their id is unique in it, and sweeps that name the same id share the stage.</para>
/// <para>Atomicity: each call happens wholly or not at all, and its outcome survives the end of the process.
/// <see cref="CreateSweepAsync"/> may take several steps inside, none of which is visible before the last.</para>
/// <para>Fencing: members that take a <see cref="Lease"/> return false, and change nothing, unless the lease is the stage's
/// current one: the attempt is the newest, still queued or running, and no other worker holds it. So a late, repeated or
/// reordered report is harmless.</para>
/// </summary>
/// <exception cref="SweepStoreException">By any member: the medium is full, locked, foreign or damaged.</exception>
public interface ISweepStore : IAsyncDisposable
{
    /// <summary>
    /// Stores a sweep, <see cref="SweepState.Running"/>, with its stages and trials. Returns false, reading neither sequence,
    /// when there is one of this name and spec. Stages that are parked from an earlier sweep are taken up again.
    /// </summary>
    /// <param name="stages">Each once, a parent before its children; read once, not held in memory.</param>
    /// <param name="trials">By ascending index, with leaves among <paramref name="stages"/>; read once, after them.</param>
    /// <exception cref="SweepExistsException">The name is taken by a different spec.</exception>
    Task<bool> CreateSweepAsync(NewSweep sweep, IEnumerable<NewStage> stages, IEnumerable<NewTrial> trials, CancellationToken cancellation);

    /// <summary>Forgets a sweep and its trials; its stages and their results stay for others. False when there is none.</summary>
    Task<bool> DeleteSweepAsync(string name, CancellationToken cancellation);

    /// <summary>Null when there is none of this name.</summary>
    Task<SweepRecord?> FindSweepAsync(string name, CancellationToken cancellation);

    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<SweepRecord>> ReadSweepsAsync(CancellationToken cancellation);

    /// <summary>The sweeps in state <see cref="SweepState.Running"/>, oldest first.</summary>
    Task<IReadOnlyList<RunningSweep>> ReadRunningSweepsAsync(CancellationToken cancellation);

    /// <summary>False when the sweep is not in <paramref name="from"/>.</summary>
    Task<bool> SetSweepStateAsync(string name, SweepState from, SweepState to, CancellationToken cancellation);

    /// <summary>All zero for a sweep that is not there.</summary>
    Task<SweepCounts> CountAsync(string sweep, CancellationToken cancellation);

    /// <summary>In the order of the grid, as one consistent snapshot however long the reading takes. Empty for a sweep that is not there.</summary>
    IAsyncEnumerable<TrialResult> ReadTrialsAsync(string sweep, CancellationToken cancellation);

    /// <summary>A stage's learning curve, by epoch.</summary>
    Task<IReadOnlyList<EpochMetrics>> ReadEpochsAsync(StageId stage, CancellationToken cancellation);

    /// <summary>Null when there is none of this id.</summary>
    Task<StageRecord?> FindStageAsync(StageId stage, CancellationToken cancellation);

    /// <summary>A sweep's first ready stages whose back-off is over, the longest chain first.</summary>
    Task<IReadOnlyList<ReadyStage>> ReadReadyAsync(string sweep, DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>How many stages of all sweeps are <see cref="StageState.Queued"/>.</summary>
    Task<int> CountQueuedAsync(CancellationToken cancellation);

    /// <summary>Ready → Queued, as a new attempt; null when the stage is not ready (any more).</summary>
    Task<RunStage?> QueueAsync(StageId stage, CancellationToken cancellation);

    /// <summary>Queued → Running: the worker holds the lease until <paramref name="until"/>.</summary>
    Task<bool> StartAsync(Lease lease, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>The lease lives on until <paramref name="until"/>. A point that is stored for its epoch already is replaced.</summary>
    Task<bool> RenewAsync(Lease lease, DateTimeOffset until, EpochMetrics? metrics, CancellationToken cancellation);

    /// <summary>→ Completed; children that waited for it become ready.</summary>
    Task<bool> CompleteAsync(Lease lease, StageResult result, CancellationToken cancellation);

    /// <summary>→ Ready, not counted as a failure: the worker gave it back, or was lost.</summary>
    Task<bool> ReleaseAsync(Lease lease, CancellationToken cancellation);

    /// <summary>→ Ready from <paramref name="notBefore"/> on, counted as a failure.</summary>
    Task<bool> RetryAsync(Lease lease, string error, DateTimeOffset notBefore, CancellationToken cancellation);

    /// <summary>→ Failed; what is not completed below it becomes blocked.</summary>
    Task<bool> ParkAsync(Lease lease, string error, string? details, CancellationToken cancellation);

    /// <summary>
    /// → Waiting, and its parent → Ready if that was completed; blocked if the parent is parked. Counted as a failure, so that
    /// a parent whose checkpoint never lasts is not run for ever.
    /// </summary>
    Task<bool> ReopenParentAsync(Lease lease, string error, CancellationToken cancellation);

    /// <summary>Leases that ended at or before <paramref name="now"/>, the oldest first.</summary>
    Task<IReadOnlyList<Lease>> ReadExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>
    /// Every queued or running stage → Ready, not counted; returns how many. For a coordinator that knows that neither its
    /// predecessor's workers nor its queue live on.
    /// </summary>
    Task<int> ReclaimAsync(CancellationToken cancellation);

    /// <summary>A sweep's parked stages → Ready with their failures forgotten, and what they block → Waiting; returns how many were parked.</summary>
    Task<int> RetryParkedAsync(string sweep, CancellationToken cancellation);
}
