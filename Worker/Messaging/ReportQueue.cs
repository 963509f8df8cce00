using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Reports that wait to be sent, in order. Bounded in practice, however long the broker is away: of mere progress only the
/// newest of each attempt stays, and an attempt's epochs go when it completes, because that report has the whole curve.
/// </summary>
internal sealed class ReportQueue
{
    /// <summary>Of one message. A hundred completions with hundreds of epochs and classes are a few megabytes; brokers refuse 16.</summary>
    private const int MaxBatch = 100;

    private readonly List<StageReport> _waiting = [];

    /// <summary>From the front; they are being sent, and stay as they are until that has gone well or not.</summary>
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

    /// <summary>What to send next; to be followed by <see cref="Confirm"/> or <see cref="TakeBack"/>.</summary>
    /// <param name="isAll">Nothing else waits.</param>
    public IReadOnlyList<StageReport> Take(out bool isAll)
    {
        _taken = Math.Min(_waiting.Count, MaxBatch);
        isAll = _taken == _waiting.Count;
        return _waiting[.._taken];
    }

    public void Confirm()
    {
        _waiting.RemoveRange(0, _taken);
        _taken = 0;
    }

    public void TakeBack() => _taken = 0;

    private static bool IsReplaced(StageReport old, StageReport report) =>
        old is StageProgressed { Metrics: var metrics, Data: var data }
        && old.StageId == report.StageId
        && old.Attempt == report.Attempt
        && (report is StageCompleted || (metrics is null && data is null && report is StageProgressed { Metrics: null }));
}
