using Microsoft.Extensions.DependencyInjection;
using Sweep.Coordinator.Ledger.Keeping;

namespace Sweep.Coordinator.Ledger.Reading;

/// <summary>Adds a ledger to a host. The caller still disposes it.</summary>
public static class LedgerRegistration
{
    /// <summary>Adds a ledger that can be changed.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services, LedgerKeeper keeper) =>
        services.AddSingleton(keeper).AddLedgerToRead(keeper);

    /// <summary>Adds a read-only ledger: services that change it throw when they are called.</summary>
    public static IServiceCollection AddLedgerToRead(this IServiceCollection services, ILedgerSource ledger) =>
        services.AddSingleton(ledger).AddSingleton<SweepReader>();
}
