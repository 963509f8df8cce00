using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Runs a pass whenever one is due, and at intervals for what only time brings about. Nothing but the host's stop ends it.</summary>
internal sealed class DispatchService(
    DispatchPass pass,
    DispatchSignal signal,
    StoreFaults faults,
    DispatchOptions options,
    TimeProvider time,
    ILogger<DispatchService> log
) : BackgroundService
{
    /// <summary>From the first news to the pass: what comes meanwhile costs no pass of its own.</summary>
    private static readonly TimeSpan _gathering = TimeSpan.FromMilliseconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            using var timer = time.CreateTimer(_ => signal.Set(), null, TimeSpan.Zero, options.Interval);
            for (var failures = 0; ; )
            {
                await signal.WaitAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(_gathering, time, stoppingToken).ConfigureAwait(false);
                failures = await TryPassAsync(stoppingToken).ConfigureAwait(false) ? 0 : failures + 1;
                if (failures > 0)
                    await Task.Delay(StoreFaults.Pause(failures), time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task<bool> TryPassAsync(CancellationToken cancellation)
    {
        try
        {
            await pass.RunAsync(cancellation).ConfigureAwait(false);
            faults.OnWorks();
            return true;
        }
        catch (SweepStoreException fault)
        {
            faults.OnFault(fault);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            log.PassFailed(error);
        }

        return false;
    }
}
