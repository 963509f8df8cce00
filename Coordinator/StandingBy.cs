using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Configuration;
using Sweep.Coordinator.Home;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;
using Sweep.Hosting.Configuration;
using Sweep.Hosting.Logs;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator;

/// <summary>
/// What a coordinator with <c>--standby</c> waits for before it begins: for the home, if a process of this machine has it, and then for
/// the store, if other homes' coordinators may have it. SIGTERM, SIGINT and SIGHUP end the wait.
/// </summary>
internal sealed class StandingBy : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly ILoggerFactory _logs;
    private readonly CoordinatorSettings _settings;
    private readonly TimeProvider _time;

    public StandingBy(CoordinatorSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _logs = LoggerFactory.Create(logging => logging.AddSweepLog(settings.Log));
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, End),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, End),
        ];
    }

    /// <summary>
    /// Shows that it stands by. Where the coordinator in whose place it waits has the address, as on one machine with the same settings,
    /// it is not seen before it takes over.
    /// </summary>
    public async Task ShowAsync(ProgramTelemetry telemetry)
    {
        try
        {
            await telemetry.StartAsync().ConfigureAwait(false);
            _logs.CreateLogger<StandingBy>().StandingBy(telemetry.Url ?? "off");
        }
        catch (SettingsException taken)
        {
            _logs.CreateLogger<StandingBy>().NothingShown(taken.Message);
        }
    }

    /// <exception cref="HomeException">The home cannot be used, whoever has it.</exception>
    /// <exception cref="OperationCanceledException">A signal ended the wait; so for <see cref="WaitAsync"/>.</exception>
    public async Task<HomeLock> TakeAsync(SweepHome home)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return HomeLock.Take(home);
            }
            catch (HomeException) when (HomeLock.Holder(home) is { } holder)
            {
                if (isFirst)
                {
                    _logs.CreateLogger<StandingBy>().WaitingForHolder(holder, home.Folder);
                }
            }

            await Task.Delay(Standby.Interval, _time, _end.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Until nobody writes to the store. Only whoever has a home writes to the store in it, so there is no wait for that.</summary>
    public Task WaitAsync(ILedgerReader store) =>
        _settings.Store == StoreOptions.Default
            ? Task.CompletedTask
            : new Standby(store.ReadMarkAsync, _settings.StandbyAfter, _time, _logs.CreateLogger<Standby>()).WaitAsync(_end.Token);

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _logs.Dispose();
        _end.Dispose();
    }

    private void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _end.Cancel();
    }
}
