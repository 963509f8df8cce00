using Microsoft.Extensions.DependencyInjection;
using Sweep.Coordinator.Dispatch;

namespace Sweep.Coordinator.Watching;

/// <summary>Adds this folder to a host.</summary>
public static class WatchingRegistration
{
    public static IServiceCollection AddWatching(this IServiceCollection services) =>
        services
            .AddSingleton<RunningStages>()
            .AddSingleton<IDispatchObserver>(provider => provider.GetRequiredService<RunningStages>())
            .AddSingleton<SweepPaces>()
            .AddSingleton<StageRefs>()
            .AddSingleton<SweepReading>()
            .AddSingleton<Surveyor>()
            .AddSingleton<SweepWatch>();

    /// <summary>How fast sweeps get on is known from the start, and not only since somebody watches.</summary>
    public static IServiceCollection AddPaces(this IServiceCollection services) => services.AddHostedService<PaceService>();
}
