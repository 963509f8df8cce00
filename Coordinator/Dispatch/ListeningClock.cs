using Sweep.Hosting.Transport;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// How long this coordinator has been listening to its workers: the time by which silence is judged. It stands still while the
/// broker is away, while reports wait for the store, and for <paramref name="settle"/> after the broker came back, because workers
/// find it again later than this process does. It takes no step longer than <paramref name="longestStep"/>, so that nobody counts
/// as silent because this process was stopped. It does not look at the wall clock. Safe for concurrent use.
/// </summary>
public sealed class ListeningClock(ITransportState transport, TimeProvider time, TimeSpan longestStep, TimeSpan settle)
{
    private readonly Lock _gate = new();
    private long _last = time.GetTimestamp();
    private bool _isConnected = transport.IsConnected;
    private bool _wasListening;
    private int _waiting;
    private TimeSpan _settling;
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

    /// <summary>As of now: whether anything can be said to workers.</summary>
    public bool IsConnected => transport.IsConnected;

    /// <summary>To be called in every pass. What passed since the call before counts if this process listened at both.</summary>
    public TimeSpan Advance()
    {
        lock (_gate)
        {
            var timestamp = time.GetTimestamp();
            var step = time.GetElapsedTime(_last, timestamp);
            step = step < longestStep ? step : longestStep;
            var isConnected = transport.IsConnected;
            if (isConnected && !_isConnected)
                _settling = settle;
            var isListening = isConnected && _waiting == 0;
            if (isListening && _wasListening)
            {
                var settled = step < _settling ? step : _settling;
                _settling -= settled;
                _now += step - settled;
            }

            (_last, _isConnected, _wasListening) = (timestamp, isConnected, isListening);
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
