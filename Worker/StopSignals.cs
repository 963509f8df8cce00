using System.Runtime.InteropServices;

namespace Sweep.Worker;

/// <summary>
/// Handles SIGTERM, SIGINT and SIGHUP: the first signal requests an orderly end, a later second one ends the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>Signals within this time count as one, since <c>timeout</c> and others signal a process and then its group.</summary>
    private static readonly TimeSpan _same = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private long _firstAt;

    public StopSignals() =>
        _registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
        ];

    public Task First => _first.Task;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        var now = _time.GetTimestamp();
        if (Interlocked.CompareExchange(ref _firstAt, now, 0) == 0)
        {
            _first.TrySetResult();
        }
        else if (_time.GetElapsedTime(_firstAt, now) > _same)
        {
            ProcessExit.Now(
                128
                    + context.Signal switch
                    {
                        PosixSignal.SIGTERM => 15,
                        PosixSignal.SIGHUP => 1,
                        _ => 2,
                    }
            );
        }
    }
}
