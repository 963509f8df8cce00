using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// Which workers a stage failed on, so that its next attempt goes elsewhere. Kept for a while and for a number of stages, in memory
/// alone: forgetting it costs at most an attempt. Safe for concurrent use.
/// </summary>
public sealed class Avoidance(ListeningClock clock, DispatchOptions options)
{
    /// <summary>Stages that are remembered at most; the oldest are forgotten first.</summary>
    private const int MostStages = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<StageId, Entry> _stages = [];
    private IReadOnlyDictionary<StageId, IReadOnlySet<string>>? _snapshot;
    private readonly Queue<(StageId Stage, TimeSpan Ends)> _order = [];

    public void Add(StageId stage, string workerId)
    {
        lock (_gate)
        {
            _snapshot = null;
            var ends = clock.Now + options.Avoidance;
            var workers = _stages.TryGetValue(stage, out var entry) ? entry.Workers : [];
            // A set that was handed out is not changed.
            _stages[stage] = new Entry([.. workers, workerId], ends);
            _order.Enqueue((stage, ends));
            Trim();
        }
    }

    public void Forget(StageId stage)
    {
        lock (_gate)
        {
            if (_stages.Remove(stage))
                _snapshot = null;
        }
    }

    public IReadOnlyDictionary<StageId, IReadOnlySet<string>> Read()
    {
        lock (_gate)
        {
            Trim();
            return _snapshot ??= _stages.ToDictionary(pair => pair.Key, pair => (IReadOnlySet<string>)pair.Value.Workers);
        }
    }

    private void Trim()
    {
        while (_order.TryPeek(out var oldest) && (oldest.Ends <= clock.Now || _order.Count > MostStages))
        {
            _order.Dequeue();
            if (_stages.TryGetValue(oldest.Stage, out var entry) && entry.Ends == oldest.Ends)
            {
                _stages.Remove(oldest.Stage);
                _snapshot = null;
            }
        }
    }

    private sealed record Entry(HashSet<string> Workers, TimeSpan Ends);
}
