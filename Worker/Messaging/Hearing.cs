using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Remembers what the coordinator confirmed, and notices when orders stop arriving although reports are delivered. It counts heartbeats and
/// not seconds, so that a suspended process or an adjusted clock is not mistaken for silence. Safe for concurrent use.
/// </summary>
/// <param name="deafAfter">Heartbeats without orders after which the queue is opened again.</param>
internal sealed class Hearing(int deafAfter)
{
    /// <summary>
    /// Heartbeats to wait after the broker was away, because the transport may take a minute until it tries to consume again.
    /// </summary>
    private const int WaitAfterOutage = 2;

    /// <summary>The most heartbeats between two tries. The coordinator may be away for long, and then there is nothing to repair.</summary>
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

    /// <summary>Heartbeats since the last orders.</summary>
    public int Silent
    {
        get
        {
            lock (_gate)
                return _silent;
        }
    }

    /// <summary>Call it for all orders that arrive.</summary>
    /// <param name="heard">See <see cref="WorkerOrders.Heard"/>.</param>
    /// <returns>True when they are the first orders for some time, and the coordinator should learn at once that they arrive.</returns>
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

    /// <summary>Call it at each heartbeat; returns true when the queue of orders should be opened again.</summary>
    /// <param name="isDelivering">
    /// True when the broker has accepted a message since the last heartbeat, so that orders could arrive, too.
    /// </param>
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
