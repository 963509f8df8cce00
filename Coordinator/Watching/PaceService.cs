using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Watching;

/// <summary>Looks at how sweeps get on also while nobody watches, so that whoever asks is told how long the rest takes.</summary>
internal sealed class PaceService(Surveyor surveyor, TimeProvider time, ILogger<PaceService> log) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(_interval, time);
            do
            {
                try
                {
                    await surveyor.ReadAsync(_interval / 2, stoppingToken).ConfigureAwait(false);
                }
                catch (SweepStoreException)
                {
                    // Dispatch says so, once.
                }
                catch (Exception error) when (!stoppingToken.IsCancellationRequested)
                {
                    log.PaceFailed(error);
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }
}
