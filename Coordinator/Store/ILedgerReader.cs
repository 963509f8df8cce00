using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>
/// Reads stored sweeps and stages. Each call sees everything appended before the call, by this object or by another process, and
/// reads one consistent snapshot however long the reading takes.
/// <para>Threads: every member may be called at any time from any thread.</para>
/// </summary>
/// <exception cref="SweepStoreException">Thrown by any member: the medium is full, locked, unreachable, foreign or damaged. Reading again
/// later may succeed.</exception>
public interface ILedgerReader : IAsyncDisposable
{
    /// <summary>Cheap enough to call every second.</summary>
    Task<LedgerMark> ReadMarkAsync(CancellationToken cancellation);

    Task<LedgerFacts> ReadLedgerAsync(CancellationToken cancellation);

    /// <summary>
    /// The stages that a ledger needs, by ascending number, so that parents come before their children. With a sweep: the stages it wants.
    /// Without: the stages that any running or paused sweep wants, those that are queued or running, and all ancestors of these.
    /// </summary>
    /// <param name="sweep">A sweep's number; an unknown sweep wants no stages. Pass null only between taking over and the first
    /// append.</param>
    IAsyncEnumerable<StageFacts> ReadStagesAsync(long? sweep, CancellationToken cancellation);

    /// <summary>The stages among these that are stored, in any order. Pass a few thousand ids at a time.</summary>
    Task<IReadOnlyList<StageFacts>> FindStagesAsync(IReadOnlyCollection<StageId> ids, CancellationToken cancellation);

    /// <summary>The first <paramref name="limit"/> stage ids, in order, between the two bounds, both included.</summary>
    Task<IReadOnlyList<StageId>> FindIdsAsync(StageId first, StageId last, int limit, CancellationToken cancellation);

    /// <summary>Null when there is no such sweep.</summary>
    Task<string?> ReadSpecAsync(long sweep, CancellationToken cancellation);

    /// <summary>A sweep's trials by index, starting at <paramref name="from"/>.</summary>
    IAsyncEnumerable<StoredTrial> ReadTrialsAsync(long sweep, int from, CancellationToken cancellation);

    /// <summary>
    /// The results, by stage number, of those of the stages that have one, without per-image outcomes. Pass a few thousand stages at a
    /// time.
    /// </summary>
    Task<IReadOnlyDictionary<long, StageResult>> ReadResultsAsync(IReadOnlyCollection<long> stages, CancellationToken cancellation);

    /// <summary>
    /// The per-image outcomes of the test set, by stage number, of those of the stages that have them. Pass a few thousand stages at a
    /// time.
    /// </summary>
    Task<IReadOnlyDictionary<long, ImageOutcomes>> ReadOutcomesAsync(IReadOnlyCollection<long> stages, CancellationToken cancellation);

    /// <summary>The learning curve reported at the stage's completion, by epoch; empty when there was none.</summary>
    Task<IReadOnlyList<EpochMetrics>> ReadCurveAsync(long stage, CancellationToken cancellation);

    /// <summary>The stage's finished attempts that are kept, oldest first.</summary>
    Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(long stage, CancellationToken cancellation);
}
