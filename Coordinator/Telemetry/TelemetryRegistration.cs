using Microsoft.Extensions.DependencyInjection;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Dispatch;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator.Telemetry;

/// <summary>Registers this folder's services in a coordinator's host.</summary>
internal static class TelemetryRegistration
{
    /// <summary>How many times per lease duration the echo checks whether a report has arrived.</summary>
    private const int BeatsOfALease = 4;

    /// <summary>The coordinator counts as deaf after this many leases without a report or an echo of its own messages.</summary>
    private const int DeafLeases = 3;

    /// <summary>Call before <see cref="DispatchRegistration.AddDispatch"/> and after registering the bus.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, DispatchOptions options) =>
        services
            .AddObservedTransport(options.Lease / BeatsOfALease, BeatsOfALease * DeafLeases, EchoAsync)
            .AddSingleton<IDispatchObserver, PassMetrics>()
            .AddSingleton<IDispatchObserver, AttemptMetrics>();

    /// <summary>Call after <see cref="DispatchRegistration.AddDispatch"/>, whose gateway this replaces.</summary>
    public static IServiceCollection AddTraces(this IServiceCollection services) =>
        services
            .AddSingleton<AttemptTraces>()
            .AddSingleton<IDispatchObserver>(provider => provider.GetRequiredService<AttemptTraces>())
            .AddSingleton<IWorkerGateway, TracedGateway>();

    /// <param name="provider">The services of a host with <see cref="AddTelemetry"/>.</param>
    public static CoordinatorGauges MakeGauges(this IServiceProvider provider) =>
        ActivatorUtilities.CreateInstance<CoordinatorGauges>(provider);

    /// <summary>Sends an empty report, which has no effect.</summary>
    private static Task EchoAsync(MassTransit.IBus bus, CancellationToken cancellation) =>
        bus.SendReportAsync(new WorkerReport { WorkerId = "coordinator" }, cancellation);
}
