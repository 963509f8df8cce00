using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Api;

/// <summary>Whether the ledger answers.</summary>
internal sealed class StoreCheck(ILedgerSource ledger) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await ledger.AskAsync(_ => HealthCheckResult.Healthy(), cancellationToken).ConfigureAwait(false);
        }
        catch (SweepStoreException error)
        {
            return HealthCheckResult.Unhealthy(error.Message);
        }
    }
}
