using Microsoft.Extensions.DependencyInjection;
using Sweep.Coordinator.Ledger.Keeping;

namespace Sweep.Coordinator.Ledger.Reading;

/// <summary>Adds a ledger to a host; it stays the caller's to dispose.</summary>
public static class LedgerRegistration
{
    /// <summary>One that can be changed.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services, LedgerKeeper keeper) =>
        services.AddSingleton(keeper).AddLedgerToRead(keeper);

    /// <summary>One that is only asked: whatever would change it says so when it is told to.</summary>
    public static IServiceCollection AddLedgerToRead(this IServiceCollection services, ILedgerSource ledger) =>
        services.AddSingleton(ledger).AddSingleton<SweepReader>();
}
