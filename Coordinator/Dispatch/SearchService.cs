using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Looks at searches after each pass that was made over the workers.</summary>
internal sealed class SearchService(SearchPass pass, SearchSignal due, ILogger<SearchService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await due.WaitAsync(stoppingToken).ConfigureAwait(false);
                await TryPassAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task TryPassAsync(CancellationToken cancellation)
    {
        try
        {
            await pass.RunAsync(cancellation).ConfigureAwait(false);
        }
        catch (SweepStoreException)
        {
            // Whoever looks after the store says so.
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            log.SearchFailed(error);
        }
    }
}
