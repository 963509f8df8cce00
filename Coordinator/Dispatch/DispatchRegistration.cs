using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Adds this folder to a host.</summary>
public static class DispatchRegistration
{
    /// <summary>Needs a <see cref="Store.ISweepStore"/> and a bus with <see cref="AddStageReports"/>.</summary>
    public static IServiceCollection AddDispatch(this IServiceCollection services, DispatchOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options)
            .AddSingleton<DispatchSignal>()
            .AddSingleton<IStageSender, BusStageSender>()
            .AddSingleton<StageReports>()
            .AddSingleton<DispatchPass>()
            .AddHostedService<DispatchService>();
    }

    /// <summary>The coordinator's side of the bus.</summary>
    public static IBusRegistrationConfigurator AddStageReports(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<StageReportConsumer, StageReportConsumerDefinition>();
        return bus;
    }
}
