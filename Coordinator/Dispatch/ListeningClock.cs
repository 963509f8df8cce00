using Sweep.Hosting.Transport;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// How long this coordinator has been listening to its workers: the time by which silence is judged. It stands still while the
/// broker is away and while reports wait for the store, and takes no step longer than <paramref name="longestStep"/>, so that
/// nobody counts as silent because this process was stopped. It does not look at the wall clock. Safe for concurrent use.
/// </summary>
public sealed class ListeningClock(ITransportState transport, TimeProvider time, TimeSpan longestStep)
{
    private readonly Lock _gate = new();
    private long _last = time.GetTimestamp();
    private bool _wasListening;
    private int _waiting;
    private TimeSpan _now;

    /// <summary>As of the last <see cref="Advance"/>.</summary>
    public TimeSpan Now
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    public bool IsConnected => transport.IsConnected;

    /// <summary>To be called in every pass. What passed since the call before counts if this process listened at both.</summary>
    public TimeSpan Advance()
    {
        lock (_gate)
        {
            var timestamp = time.GetTimestamp();
            var passed = time.GetElapsedTime(_last, timestamp);
            var isListening = _waiting == 0 && transport.IsConnected;
            if (isListening && _wasListening)
                _now += passed < longestStep ? passed : longestStep;
            (_last, _wasListening) = (timestamp, isListening);
            return _now;
        }
    }

    /// <summary>A report cannot be taken in for now, so nothing behind it is heard. Once for each, until <see cref="Go"/>.</summary>
    public void Stop()
    {
        lock (_gate)
            (_waiting, _wasListening) = (_waiting + 1, false);
    }

    public void Go()
    {
        lock (_gate)
            _waiting--;
    }
}
