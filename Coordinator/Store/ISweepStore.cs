using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>
/// The truth about sweeps, trials and stages.
/// <para>Threads: every member may be called at any time from any thread.</para>
/// <para>Ownership: one coordinator at a time writes; any number of processes read. Stages belong to the store, not to a
/// sweep: their id is unique in it, and sweeps that name the same id share the stage.</para>
/// <para>Atomicity: each call happens wholly or not at all, and its outcome survives the end of the process.</para>
/// <para>Fencing: members that take a <see cref="Lease"/> return false, and change nothing, unless the lease is the stage's
/// current one: the attempt is the newest, still queued or running, and this worker's. So a late, repeated or
/// reordered report is harmless.</para>
/// <para>Going back: "→ Ready" below is Ready only if the stage's parent, if any, is completed. It is Waiting while the parent runs
/// again, and Blocked while that is parked.</para>
/// <para>Batching: calls that are made at the same time may be made lasting together; none waits for a later one.</para>
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

    /// <summary>As the other, made ready before.</summary>
    /// <param name="replace">Whether a sweep of its name with another spec is forgotten for it, in the same step.</param>
    /// <exception cref="SweepExistsException">The name is taken by a different spec, and that is not to be replaced.</exception>
    Task<bool> CreateSweepAsync(SubmittedSweep sweep, bool replace, CancellationToken cancellation);

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

    /// <summary>False when there is none of this name.</summary>
    Task<bool> SetPriorityAsync(string name, int priority, CancellationToken cancellation);

    /// <summary>All zero for a sweep that is not there.</summary>
    Task<SweepCounts> CountAsync(string sweep, CancellationToken cancellation);

    /// <summary>How all sweeps stand, or one (none when it is not there), and what workers have of them. Read often: it costs what there is of them, whatever their size.</summary>
    Task<Standing> ReadStandingAsync(string? sweep, CancellationToken cancellation);

    /// <summary>In the order of the grid, as one consistent snapshot however long the reading takes. Empty for a sweep that is not there.</summary>
    IAsyncEnumerable<TrialResult> ReadTrialsAsync(string sweep, CancellationToken cancellation);

    /// <summary>A stage's learning curve, by epoch.</summary>
    Task<IReadOnlyList<EpochMetrics>> ReadEpochsAsync(StageId stage, CancellationToken cancellation);

    /// <summary>Null when there is none of this id.</summary>
    Task<StageRecord?> FindStageAsync(StageId stage, CancellationToken cancellation);

    /// <summary>The results of those of the stages that have one; a few thousand at a time, since others' reading waits meanwhile.</summary>
    Task<IReadOnlyDictionary<StageId, StageResult>> ReadResultsAsync(IReadOnlyCollection<StageId> stages, CancellationToken cancellation);

    /// <summary>In what state those of these stages are that are stored. A thousand or so at a time.</summary>
    Task<IReadOnlyDictionary<StageId, StageState>> ReadStatesAsync(IReadOnlyCollection<StageId> stages, CancellationToken cancellation);

    /// <summary>Stages whose id, as 32 hex digits, begins so; by id, the first <paramref name="limit"/>.</summary>
    /// <param name="idPrefix">Up to 32 hex digits of either case; what is none begins no id.</param>
    Task<IReadOnlyList<StageId>> FindStagesAsync(string idPrefix, int limit, CancellationToken cancellation);

    /// <summary>
    /// A page of a sweep's stages, with counts of those children that it wants. Empty for a sweep that is not there. Nothing holds up
    /// the other calls, however large the sweep.
    /// </summary>
    /// <exception cref="ArgumentException">There is no stage <see cref="StageQuery.Parent"/> or <see cref="StageQuery.After"/>.</exception>
    Task<StagePage> ReadStagesAsync(StageQuery query, CancellationToken cancellation);

    /// <summary>The stages from the root down to this one, it included, with counts of all their children. Empty when there is none of this id.</summary>
    Task<IReadOnlyList<StageListing>> ReadPathAsync(StageId stage, CancellationToken cancellation);

    /// <summary>Attempts at a stage, oldest first, the newest <paramref name="limit"/> of them. The newest 20 are kept.</summary>
    Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(StageId stage, int limit, CancellationToken cancellation);

    /// <summary>Names of the sweeps that want a stage, oldest first.</summary>
    Task<IReadOnlyList<string>> ReadSweepsOfAsync(StageId stage, CancellationToken cancellation);

    /// <summary>
    /// Number of the newest change of any stage: that it settled (→ Completed, Failed or Blocked), or left such a state. Zero when
    /// nothing ever settled; the first is 2, so that 1 can be gone on from where 0 means something else. It never goes back, neither
    /// with a restart nor when sweeps are deleted.
    /// </summary>
    Task<long> ReadSequenceAsync(CancellationToken cancellation);

    /// <summary>
    /// Stages that settled, or were taken up again, after a number, in the order of their newest change; each once, as it stands
    /// now. Whoever gets fewer than <paramref name="limit"/> has all, and goes on from the <see cref="ReadSequenceAsync"/> that was read
    /// before: others' changes need not be passed over again.
    /// </summary>
    /// <param name="sweep">Only stages that it wants; null for all, also those that no sweep wants any more. None when it is not there.</param>
    Task<IReadOnlyList<StageChange>> ReadChangesAsync(string? sweep, long after, int limit, CancellationToken cancellation);

    /// <summary>
    /// A sweep's first ready stages, the longest chain first, without those in back-off. One whose back-off ends later than
    /// <paramref name="now"/> + <paramref name="longest"/> was stored under a clock that has been set back since: it counts as over.
    /// </summary>
    Task<IReadOnlyList<ReadyStage>> ReadReadyAsync(string sweep, DateTimeOffset now, TimeSpan longest, int limit, CancellationToken cancellation);

    /// <summary>Ready → Queued, as a new attempt of this worker; null when the stage is not ready (any more).</summary>
    Task<RunStage?> QueueAsync(StageId stage, string workerId, CancellationToken cancellation);

    /// <summary>Queued → Running; true and no change when it is running already.</summary>
    Task<bool> StartAsync(Lease lease, CancellationToken cancellation);

    /// <summary>
    /// Queued → Running, with a point of the learning curve. One that is stored for its epoch already is replaced. An epoch that
    /// no attempt had reached sets the stage's losses to zero: it gets on.
    /// </summary>
    Task<bool> AddEpochAsync(Lease lease, EpochMetrics metrics, CancellationToken cancellation);

    /// <summary>→ Completed, with its whole learning curve in place of what is stored of it; children that waited for it become ready.</summary>
    /// <param name="spent">Time of the attempt, charged to every running or paused sweep that wants the stage.</param>
    Task<bool> CompleteAsync(Lease lease, StageResult result, IReadOnlyList<EpochMetrics> epochs, TimeSpan spent, CancellationToken cancellation);

    /// <summary>→ Ready, not counted as a failure: the worker gave it back, or never had it.</summary>
    Task<bool> ReleaseAsync(Lease lease, AttemptEnd end, CancellationToken cancellation);

    /// <summary>→ Ready, not counted as a failure but as a loss: its worker fell silent.</summary>
    /// <param name="error">In one line for people.</param>
    Task<bool> LoseAsync(Lease lease, string error, CancellationToken cancellation);

    /// <summary>→ Ready from <paramref name="notBefore"/> on, counted as a failure.</summary>
    /// <param name="splits">For the next attempt; see <see cref="RunStage.Splits"/>.</param>
    Task<bool> RetryAsync(Lease lease, AttemptEnd end, DateTimeOffset notBefore, int splits, CancellationToken cancellation);

    /// <summary>→ Failed; what is not completed below it becomes blocked.</summary>
    Task<bool> ParkAsync(Lease lease, AttemptEnd end, CancellationToken cancellation);

    /// <summary>
    /// → Waiting, and its parent → Ready if that was completed; blocked if the parent is parked. Counted as a failure, so that
    /// a parent whose checkpoint never lasts is not run for ever. A stage without a parent is ready.
    /// </summary>
    Task<bool> ReopenParentAsync(Lease lease, AttemptEnd end, CancellationToken cancellation);

    /// <summary>Every attempt that is queued or running, for a coordinator that begins.</summary>
    Task<IReadOnlyList<Lease>> ReadLeasesAsync(CancellationToken cancellation);

    /// <summary>Attempts that are queued or running although no running sweep wants their stage (any more). No scan of the ready.</summary>
    Task<IReadOnlyList<Lease>> ReadUnwantedAsync(CancellationToken cancellation);

    /// <summary>
    /// Every queued or running stage → Ready, not counted; returns how many. For a coordinator that knows that neither its
    /// predecessor's workers nor its queue live on. Their attempts are lost.
    /// </summary>
    /// <param name="error">Why their attempts ended, in one line for people.</param>
    Task<int> ReclaimAsync(string error, CancellationToken cancellation);

    /// <summary>A sweep's parked stages → Ready with their failures forgotten, and what they block → Waiting; returns how many were parked.</summary>
    Task<int> RetryParkedAsync(string sweep, CancellationToken cancellation);
}
