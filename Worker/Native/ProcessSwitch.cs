namespace Sweep.Worker.Native;

/// <summary>
/// A setting of the whole process. Stages that need the same position share it; a stage that needs the other position waits until they are
/// done.
/// </summary>
/// <param name="set">Called before the first of the stages that share a position begins.</param>
internal sealed class ProcessSwitch(Action<bool> set)
{
    private readonly object _gate = new();
    private int _users;
    private bool _position;

    /// <summary>Holds the position until the result is disposed.</summary>
    /// <exception cref="OperationCanceledException">The stage was stopped while it waited.</exception>
    public IDisposable Hold(bool position, CancellationToken stop)
    {
        using var wake = stop.Register(Wake);
        lock (_gate)
        {
            while (_users > 0 && _position != position)
            {
                stop.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            if (_users == 0)
            {
                set(position);
                _position = position;
            }

            _users++;
        }

        return new Held(this);
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    private sealed class Held(ProcessSwitch from) : IDisposable
    {
        public void Dispose()
        {
            lock (from._gate)
            {
                from._users--;
                Monitor.PulseAll(from._gate);
            }
        }
    }
}
