using Sweep.Contracts.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>
/// The newest attempt of each stage that this worker was given. Orders may come twice or late, but not by thousands of stages;
/// older ones are forgotten, and if one came again all the same, the coordinator would refuse what the worker reports of it.
/// </summary>
internal sealed class KnownAttempts
{
    private const int Capacity = 10_000;

    private readonly Dictionary<StageId, int> _newest = [];
    private readonly Queue<StageId> _order = [];

    /// <summary>False when this attempt, or a higher one of its stage, is known already.</summary>
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
