using Microsoft.Extensions.DependencyInjection;
using Sweep.Coordinator.Dispatch;

namespace Sweep.Coordinator.Watching;

/// <summary>Adds this folder to a host with <see cref="DispatchRegistration.AddDispatch"/>.</summary>
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
            .AddSingleton<SweepWatch>()
            .AddHostedService<PaceService>();
}
