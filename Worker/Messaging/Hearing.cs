using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Keeps what the coordinator confirmed, and notices when orders stop coming although reports go. Counted in heartbeats, so that a
/// process that was stopped for a while, or a clock that was set, is not taken for silence. Safe for concurrent use.
/// </summary>
/// <param name="deafAfter">Heartbeats without orders.</param>
internal sealed class Hearing(int deafAfter)
{
    /// <summary>After the broker was away. The transport's own next attempt to consume may be a minute off then.</summary>
    private const int WaitAfterOutage = 2;

    /// <summary>Between two tries, at most: the coordinator may be away for long, and then there is nothing to repair.</summary>
    private const int MaxWait = 64;

    private readonly int _deafAfter = deafAfter;
    private readonly Lock _gate = new();
    private int _silent;
    private int _wait = deafAfter;
    private long _heard;

    /// <summary>The newest <see cref="WorkerStatus.Sequence"/> that the coordinator has confirmed.</summary>
    public long Heard
    {
        get
        {
            lock (_gate)
                return _heard;
        }
    }

    /// <summary>Heartbeats since orders came.</summary>
    public int Silent
    {
        get
        {
            lock (_gate)
                return _silent;
        }
    }

    /// <summary>To be called for all orders that arrive.</summary>
    /// <param name="heard">See <see cref="WorkerOrders.Heard"/>.</param>
    /// <returns>Whether they are the first for some time, so that the coordinator should know at once that they arrive.</returns>
    public bool Hear(long heard)
    {
        lock (_gate)
        {
            var isFirst = _heard == 0 || _silent > 2;
            _heard = Math.Max(_heard, heard);
            (_silent, _wait) = (0, _deafAfter);
            return isFirst;
        }
    }

    /// <summary>To be called at each heartbeat; true when the way of the orders should be opened anew.</summary>
    /// <param name="isDelivering">The broker has taken a message since the last heartbeat, so that orders could come, too.</param>
    public bool Beat(bool isDelivering)
    {
        lock (_gate)
        {
            _silent++;
            if (!isDelivering)
            {
                _wait = Math.Min(_wait, WaitAfterOutage);
                return false;
            }

            if (--_wait > 0)
                return false;
            _wait = Math.Clamp(2 * _silent, _deafAfter, Math.Max(_deafAfter, MaxWait));
            return true;
        }
    }
}
