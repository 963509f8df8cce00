using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Api;

/// <summary>Whether the store answers.</summary>
internal sealed class StoreCheck(ISweepStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await store.ReadRunningSweepsAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (SweepStoreException error)
        {
            return HealthCheckResult.Unhealthy(error.Message);
        }
    }
}
