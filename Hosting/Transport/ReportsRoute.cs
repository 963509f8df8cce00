using MassTransit;
using Sweep.Contracts.Messages;

namespace Sweep.Hosting.Transport;

/// <summary>
/// Routes workers' reports to the coordinator. The first sender or receiver declares the durable queue, in the same way, so that reports
/// wait in it even when no coordinator has been there yet.
/// </summary>
public static class ReportsRoute
{
    /// <summary>
    /// Sends a report, and returns when the broker has stored it (a publisher confirm). Without a broker it usually waits until the broker
    /// is back. When it throws, the report may or may not have arrived. See <see cref="BusRegistration.AddSweepBus"/>.
    /// </summary>
    public static Task SendReportAsync(this IPublishEndpoint bus, WorkerReport report, CancellationToken cancellation) =>
        bus.Publish(report, cancellation);

    /// <summary>Configures the sender: it publishes to the queue's own exchange, and no other.</summary>
    internal static void RouteReports(this IBusFactoryConfigurator transport, bool isQuorum)
    {
        transport.Message<WorkerReport>(message => message.SetEntityName(QueueNames.Reports));
        if (transport is not IRabbitMqBusFactoryConfigurator rabbit)
            return;
        rabbit.Publish<WorkerReport>(topology =>
            topology.BindQueue(
                QueueNames.Reports,
                QueueNames.Reports,
                queue =>
                {
                    if (isQuorum)
                        queue.SetQuorumQueue();
                }
            )
        );
    }

    /// <summary>Configures the receiver.</summary>
    internal static void BindReports(this IReceiveEndpointConfigurator endpoint, bool isQuorum)
    {
        endpoint.ConfigureConsumeTopology = false;
        if (isQuorum && endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            rabbit.SetQuorumQueue();
    }
}
