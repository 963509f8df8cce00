using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Runs a pass whenever one is due, and at intervals for what only time brings about.</summary>
internal sealed class DispatchService(
    DispatchPass pass, DispatchSignal signal, IEnumerable<IDispatchObserver> observers, DispatchOptions options, TimeProvider time,
    ILogger<DispatchService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = time.CreateTimer(_ => signal.Set(), null, TimeSpan.Zero, options.Interval);
        try
        {
            while (true)
            {
                await signal.WaitAsync(stoppingToken).ConfigureAwait(false);
                await pass.RunAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (SweepStoreException fault)
        {
            log.LogError(fault, "The store does not work any more");
            foreach (var observer in observers)
                observer.OnFault(fault);
        }
    }
}
