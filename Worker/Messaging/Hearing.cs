using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Keeps what the coordinator confirmed, and notices when orders stop coming. Counted in heartbeats, so that a process that was
/// stopped for a while, or a clock that was set, is not taken for silence.
/// </summary>
/// <param name="deafAfter">Heartbeats without orders.</param>
internal sealed class Hearing(int deafAfter)
{
    /// <summary>Between two tries, at most: the coordinator may be away for long, and then there is nothing to repair.</summary>
    private const int MaxWait = 64;

    private readonly int _deafAfter = deafAfter;
    private readonly Lock _gate = new();
    private int _silent;
    private int _wait = deafAfter;

    /// <summary>The newest <see cref="WorkerStatus.Sequence"/> that the coordinator has confirmed.</summary>
    public long Heard { get; private set; }

    /// <summary>True when they are the first for some time, so that the coordinator should know at once that they arrive.</summary>
    public bool Hear(WorkerOrders orders)
    {
        lock (_gate)
        {
            var isFirst = Heard == 0 || _silent > 2;
            Heard = Math.Max(Heard, orders.Heard);
            (_silent, _wait) = (0, _deafAfter);
            return isFirst;
        }
    }

    /// <summary>To be called at each heartbeat; true when the way of the orders should be opened anew.</summary>
    /// <param name="isConnected">Whether orders could come at all.</param>
    public bool Beat(bool isConnected)
    {
        lock (_gate)
        {
            _silent++;
            if (!isConnected || --_wait > 0)
                return false;
            _wait = Math.Clamp(2 * _silent, _deafAfter, Math.Max(_deafAfter, MaxWait));
            return true;
        }
    }
}
