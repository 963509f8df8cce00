using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Reports that wait to be sent, in order. The queue stays small however long the broker is away: only the newest progress of each attempt
/// is kept, and an attempt's epochs are dropped when it completes, because that report contains the whole curve.
/// </summary>
internal sealed class ReportQueue
{
    /// <summary>
    /// The most reports of one message. A hundred completions with hundreds of epochs and classes take a few megabytes; brokers refuse 16.
    /// </summary>
    private const int MaxBatch = 100;

    private readonly List<StageReport> _waiting = [];

    /// <summary>Number of reports at the front that are being sent; they must not change until that succeeds or fails.</summary>
    private int _taken;

    public int Count => _waiting.Count;

    public void Add(StageReport report)
    {
        for (var i = _waiting.Count - 1; i >= _taken; i--)
        {
            if (IsReplaced(_waiting[i], report))
                _waiting.RemoveAt(i);
        }

        _waiting.Add(report);
    }

    /// <summary>Returns the reports to send next. Call <see cref="ConfirmBatch"/> or <see cref="ReturnBatch"/> afterwards.</summary>
    /// <param name="isAll">True when no other reports wait.</param>
    public IReadOnlyList<StageReport> TakeBatch(out bool isAll)
    {
        _taken = Math.Min(_waiting.Count, MaxBatch);
        isAll = _taken == _waiting.Count;
        return _waiting[.._taken];
    }

    /// <summary>Removes the batch, which was sent.</summary>
    public void ConfirmBatch()
    {
        _waiting.RemoveRange(0, _taken);
        _taken = 0;
    }

    /// <summary>Keeps the batch, which could not be sent, for the next try.</summary>
    public void ReturnBatch() => _taken = 0;

    private static bool IsReplaced(StageReport old, StageReport report) =>
        old is StageProgressed { Metrics: var metrics, Data: var data }
        && old.StageId == report.StageId
        && old.Attempt == report.Attempt
        && (report is StageCompleted || (metrics is null && data is null && report is StageProgressed { Metrics: null }));
}
