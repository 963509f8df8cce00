using System.Runtime.InteropServices;

namespace Sweep.Cli.CommandLine;

/// <summary>The first signal asks the workers to save; who cannot wait for that sends another, which ends the process at once.</summary>
internal sealed class SecondSignal : IDisposable
{
    /// <summary>Who signals a process and then its group, as <c>timeout</c> and a closed terminal do, means it once.</summary>
    private static readonly TimeSpan _same = TimeSpan.FromSeconds(1);

    private static readonly PosixSignal[] _signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly PosixSignalRegistration[] _registrations;
    private long _firstAt;

    /// <param name="interruption">Cancelled by the first signal.</param>
    public SecondSignal(CancellationToken interruption) =>
        _registrations = [
            .. _signals.Select(signal =>
                PosixSignalRegistration.Create(
                    signal,
                    _ =>
                    {
                        var now = _time.GetTimestamp();
                        if (
                            Interlocked.CompareExchange(ref _firstAt, now, 0) != 0
                            && interruption.IsCancellationRequested
                            && _time.GetElapsedTime(_firstAt, now) > _same
                        )
                        {
                            Environment.Exit(ExitCode.Interrupted);
                        }
                    }
                )
            ),
        ];

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}
