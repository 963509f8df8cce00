using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Api;

/// <summary>Whether the ledger answers, and what is changed in it can be stored.</summary>
internal sealed class StoreCheck(ILedgerSource ledger, IClusterState cluster) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await ledger
                .AskAsync(
                    _ => cluster.StoreFault is { } fault ? HealthCheckResult.Unhealthy(fault) : HealthCheckResult.Healthy(),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (SweepStoreException error)
        {
            return HealthCheckResult.Unhealthy(error.Message);
        }
    }
}
