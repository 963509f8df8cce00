using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Hosting.Holding;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Adds this folder to a host.</summary>
public static class DispatchRegistration
{
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Needs what <see cref="LedgerRegistration"/> adds, a <see cref="Notifying.WebhookPolicy"/>, an <see cref="ITransportState"/> and a bus with <see cref="AddWorkerReports"/>, added before it.</summary>
    public static IServiceCollection AddDispatch(this IServiceCollection services, DispatchOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options)
            .AddSingleton(provider => new ListeningClock(
                provider.GetRequiredService<ITransportState>(),
                options.LeaseSteps is { } folder ? new SteppedTime(new Steps(folder)) : provider.GetRequiredService<TimeProvider>(),
                2 * options.Interval,
                options.Lease
            ))
            .AddSingleton<DispatchSignal>()
            .AddSingleton<Hearing>()
            .AddSingleton<WorkerRoster>()
            .AddSingleton<Avoidance>()
            .AddSingleton<StoreFaults>()
            .AddSingleton<Stalls>()
            .AddSingleton<IWorkerGateway, BusWorkerGateway>()
            .AddSingleton<OrdersDesk>()
            .AddSingleton<PassTransition>()
            .AddSingleton<DispatchPass>()
            .AddSingleton<WorkerReports>()
            .AddSingleton<IClusterState, ClusterState>()
            .AddSingleton<WorkerDrain>()
            .AddSteering()
            .AddSingleton<SearchSignal>()
            .AddSingleton<IDispatchObserver>(provider => provider.GetRequiredService<SearchSignal>())
            .AddSingleton<SearchPass>()
            .AddHostedService<SearchService>()
            .AddHostedService<DispatchService>();
    }

    /// <summary>The coordinator's side of the bus.</summary>
    public static IBusRegistrationConfigurator AddWorkerReports(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WorkerReportConsumer, WorkerReportConsumerDefinition>();
        // What a store that does not work holds up goes back to the queue then.
        bus.Configure<MassTransitHostOptions>(options => options.ConsumerStopTimeout = _stopTimeout);
        return bus;
    }
}
