using Sweep.Contracts.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Remembers the newest attempt of each stage that this worker was given, for the last stages. Orders may arrive twice or late, but not by
/// thousands of stages. If an order for a forgotten stage came again, the coordinator would refuse the worker's reports on it.
/// </summary>
internal sealed class KnownAttempts
{
    private const int Capacity = 10_000;

    private readonly Dictionary<StageId, int> _newest = [];
    private readonly Queue<StageId> _order = [];

    /// <summary>Remembers an attempt; returns false when this attempt or a higher one of its stage is already known.</summary>
    public bool TryAdd(StageId stage, int attempt)
    {
        if (_newest.TryGetValue(stage, out var known))
        {
            if (attempt <= known)
                return false;
            _newest[stage] = attempt;
            return true;
        }

        if (_order.Count == Capacity)
            _newest.Remove(_order.Dequeue());
        _order.Enqueue(stage);
        _newest.Add(stage, attempt);
        return true;
    }
}
