using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>
/// What is stored of sweeps and stages. Each call sees all that was appended before it was made, by this object or another process,
/// and what it reads is of one moment, however long the reading takes.
/// <para>Threads: every member may be called at any time from any thread.</para>
/// </summary>
/// <exception cref="SweepStoreException">By any member: the medium is full, locked, away, foreign or damaged. Reading again later may work.</exception>
public interface ILedgerReader : IAsyncDisposable
{
    /// <summary>Cheap enough to be asked every second.</summary>
    Task<LedgerMark> ReadMarkAsync(CancellationToken cancellation);

    Task<LedgerFacts> ReadLedgerAsync(CancellationToken cancellation);

    /// <summary>
    /// The stages that a ledger needs, by ascending number, and so a parent before its children: those that the sweep wants; or, without
    /// one, those that any running or paused sweep wants, those that are queued or running, and all that are above these.
    /// </summary>
    /// <param name="sweep">A sweep's number, one that is not there wants none. Null is for who has taken the store over, before it appends.</param>
    IAsyncEnumerable<StageFacts> ReadStagesAsync(long? sweep, CancellationToken cancellation);

    /// <summary>Those of the stages that are stored, in any order; a few thousand at a time.</summary>
    Task<IReadOnlyList<StageFacts>> FindStagesAsync(IReadOnlyCollection<StageId> ids, CancellationToken cancellation);

    /// <summary>Stages whose id is between the two, both included; by id, the first <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StageId>> FindIdsAsync(StageId first, StageId last, int limit, CancellationToken cancellation);

    /// <summary>Null when there is no such sweep.</summary>
    Task<string?> ReadSpecAsync(long sweep, CancellationToken cancellation);

    /// <summary>A sweep's trials by index; those from <paramref name="from"/> on.</summary>
    IAsyncEnumerable<StoredTrial> ReadTrialsAsync(long sweep, int from, CancellationToken cancellation);

    /// <summary>By number, the results of those of the stages that have one, without the outcomes of images; a few thousand at a time.</summary>
    Task<IReadOnlyDictionary<long, StageResult>> ReadResultsAsync(IReadOnlyCollection<long> stages, CancellationToken cancellation);

    /// <summary>By number, what became of the test images of those of the stages of which it is known; a few thousand at a time.</summary>
    Task<IReadOnlyDictionary<long, ImageOutcomes>> ReadOutcomesAsync(IReadOnlyCollection<long> stages, CancellationToken cancellation);

    /// <summary>The curve that came with the stage's completion, by epoch; empty when there was none.</summary>
    Task<IReadOnlyList<EpochMetrics>> ReadCurveAsync(long stage, CancellationToken cancellation);

    /// <summary>The stage's attempts that ended, as far as they are kept, oldest first.</summary>
    Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(long stage, CancellationToken cancellation);
}
