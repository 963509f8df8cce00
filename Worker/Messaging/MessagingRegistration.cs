using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Sweep.Worker.Messaging;

/// <summary>Adds this folder to a host.</summary>
public static class MessagingRegistration
{
    /// <summary>Needs a bus with <see cref="AddStages"/>, added before it.</summary>
    public static IServiceCollection AddWorker(this IServiceCollection services, WorkerOptions options, IStageEngineFactory engines)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options)
            .AddSingleton(engines)
            .AddSingleton<WorkerSlots>()
            .AddHostedService<WorkerService>();
    }

    /// <summary>A worker's side of the bus.</summary>
    public static IBusRegistrationConfigurator AddStages(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<StageConsumer, StageConsumerDefinition>();
        return bus;
    }
}
