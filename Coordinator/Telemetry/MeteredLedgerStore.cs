using System.Diagnostics.Metrics;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Telemetry;

/// <summary>Measures the appends to a store.</summary>
internal sealed class MeteredLedgerStore : ILedgerStore
{
    private readonly ILedgerStore _store;
    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly Histogram<double> _durations;
    private readonly Histogram<long> _sizes;
    private readonly Counter<long> _failures;
    private volatile string? _fault;

    public MeteredLedgerStore(ILedgerStore store, Meter meter, TimeProvider time)
    {
        (_store, _meter, _time) = (store, meter, time);
        _durations = _meter.CreateHistogram(
            "sweep.store.append.duration",
            "s",
            "Time until the store has confirmed that a batch is stored",
            advice: Meters.Soon
        );
        _sizes = _meter.CreateHistogram("sweep.store.batch.stages", "{stage}", "Stages changed by a batch", advice: Meters.Counts);
        _failures = _meter.CreateCounter<long>(
            "sweep.store.append.failures",
            "{append}",
            "Appends of unknown outcome, each of which is repeated"
        );
        _failures.Add(0);
        _meter.CreateObservableGauge(
            "sweep.store.working",
            () => _fault is null ? 1 : 0,
            null,
            "0 while the newest append has failed: then no stages are handed out, and reports wait"
        );
    }

    /// <summary>Called with each stored batch and the time at which its append began; null for no observer.</summary>
    public Action<Batch, DateTimeOffset>? Stored { get; set; }

    /// <summary>The error of the newest append; null when it succeeded or is in progress.</summary>
    public string? Fault => _fault;

    public Task<LedgerMark> TakeOverAsync(CancellationToken cancellation) => _store.TakeOverAsync(cancellation);

    public async Task AppendAsync(LedgerMark mark, Batch batch, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        var begun = Stored is null ? default : _time.GetUtcNow();
        try
        {
            await _store.AppendAsync(mark, batch, cancellation).ConfigureAwait(false);
            _fault = null;
        }
        catch (Exception error)
        {
            _fault = error.Message;
            _failures.Add(1);
            throw;
        }

        _durations.Record(_time.GetElapsedTime(start).TotalSeconds);
        _sizes.Record(batch.Stages.Count);
        Stored?.Invoke(batch, begun);
    }

    public Task<LedgerMark> ReadMarkAsync(CancellationToken cancellation) => _store.ReadMarkAsync(cancellation);

    public Task<LedgerFacts> ReadLedgerAsync(CancellationToken cancellation) => _store.ReadLedgerAsync(cancellation);

    public IAsyncEnumerable<StageFacts> ReadStagesAsync(long? sweep, CancellationToken cancellation) =>
        _store.ReadStagesAsync(sweep, cancellation);

    public Task<IReadOnlyList<StageFacts>> FindStagesAsync(IReadOnlyCollection<StageId> ids, CancellationToken cancellation) =>
        _store.FindStagesAsync(ids, cancellation);

    public Task<IReadOnlyList<StageId>> FindIdsAsync(StageId first, StageId last, int limit, CancellationToken cancellation) =>
        _store.FindIdsAsync(first, last, limit, cancellation);

    public Task<string?> ReadSpecAsync(long sweep, CancellationToken cancellation) => _store.ReadSpecAsync(sweep, cancellation);

    public IAsyncEnumerable<StoredTrial> ReadTrialsAsync(long sweep, int from, CancellationToken cancellation) =>
        _store.ReadTrialsAsync(sweep, from, cancellation);

    public Task<IReadOnlyDictionary<long, StageResult>> ReadResultsAsync(
        IReadOnlyCollection<long> stages,
        CancellationToken cancellation
    ) => _store.ReadResultsAsync(stages, cancellation);

    public Task<IReadOnlyDictionary<long, ImageOutcomes>> ReadOutcomesAsync(
        IReadOnlyCollection<long> stages,
        CancellationToken cancellation
    ) => _store.ReadOutcomesAsync(stages, cancellation);

    public Task<IReadOnlyList<EpochMetrics>> ReadCurveAsync(long stage, CancellationToken cancellation) =>
        _store.ReadCurveAsync(stage, cancellation);

    public Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(long stage, CancellationToken cancellation) =>
        _store.ReadAttemptsAsync(stage, cancellation);

    public ValueTask DisposeAsync()
    {
        _meter.Dispose();
        return _store.DisposeAsync();
    }
}
