using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Adds what users do to sweeps, with a dispatcher or without one.</summary>
public static class SteeringRegistration
{
    /// <summary>Needs a ledger that can be changed (<see cref="LedgerRegistration.AddLedger"/>) and a <see cref="Notifying.WebhookPolicy"/>.</summary>
    public static IServiceCollection AddSteering(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DispatchSignal>();
        services.TryAddSingleton<IClusterState, NoClusterState>();
        services.TryAddSingleton<SweepFinder>();
        return services.AddSingleton<SweepControl>();
    }
}
