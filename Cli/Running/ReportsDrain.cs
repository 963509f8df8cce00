using Microsoft.Extensions.Hosting;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Running;

/// <summary>
/// Between the workers' stop and the bus's: waits until what the workers reported last is stored, because an in-memory queue
/// does not outlive the process.
/// </summary>
internal sealed class ReportsDrain(ILedgerSource ledger, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < _patience && await AnyHeldAsync(cancellationToken).ConfigureAwait(false))
            await Task.Delay(_interval, time, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> AnyHeldAsync(CancellationToken cancellation)
    {
        try
        {
            return await ledger.AskAsync(known => known.ReadLeases().Count > 0, cancellation).ConfigureAwait(false);
        }
        catch (SweepStoreException)
        {
            // It is why the host stops; nothing more gets into it.
            return false;
        }
    }
}
