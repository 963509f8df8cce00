using Microsoft.Extensions.DependencyInjection;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Dispatch;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator.Telemetry;

/// <summary>Adds this folder to a coordinator's host.</summary>
internal static class TelemetryRegistration
{
    /// <summary>Of a lease, between two looks whether a report has come.</summary>
    private const int BeatsOfALease = 4;

    /// <summary>So many leases without any report, and without what this process sends to itself.</summary>
    private const int DeafLeases = 3;

    /// <summary>Before <see cref="DispatchRegistration.AddDispatch"/>, and after the bus.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, DispatchOptions options) =>
        services
            .AddObservedTransport(options.Lease / BeatsOfALease, BeatsOfALease * DeafLeases, EchoAsync)
            .AddSingleton<IDispatchObserver, PassMetrics>()
            .AddSingleton<IDispatchObserver, AttemptMetrics>();

    /// <summary>After <see cref="DispatchRegistration.AddDispatch"/>, in place of whose gateway is another.</summary>
    public static IServiceCollection AddTraces(this IServiceCollection services) =>
        services
            .AddSingleton<AttemptTraces>()
            .AddSingleton<IDispatchObserver>(provider => provider.GetRequiredService<AttemptTraces>())
            .AddSingleton<IWorkerGateway, TracedGateway>();

    /// <param name="provider">Of a host with <see cref="AddTelemetry"/>.</param>
    public static CoordinatorGauges MakeGauges(this IServiceProvider provider) =>
        ActivatorUtilities.CreateInstance<CoordinatorGauges>(provider);

    /// <summary>A report of nothing, which changes nothing.</summary>
    private static Task EchoAsync(MassTransit.IBus bus, CancellationToken cancellation) =>
        bus.SendReportAsync(new WorkerReport { WorkerId = "coordinator" }, cancellation);
}
