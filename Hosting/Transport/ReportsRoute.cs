using MassTransit;
using Sweep.Contracts.Messages;

namespace Sweep.Hosting.Transport;

/// <summary>
/// The way of workers' reports to the coordinator. Whoever sends or receives first declares the durable queue, in the same way, so
/// that reports wait in it also when no coordinator has been there yet.
/// </summary>
public static class ReportsRoute
{
    /// <summary>
    /// Returns when the broker has stored the message (a publisher confirm). Without a broker it waits, as a rule until the broker is
    /// back, but it may throw as well; what was given then may or may not have arrived. See <see cref="BusRegistration.AddSweepBus"/>.
    /// </summary>
    public static Task SendReportAsync(this IPublishEndpoint bus, WorkerReport report, CancellationToken cancellation) =>
        bus.Publish(report, cancellation);

    /// <summary>The sender's side: what is published goes to the queue's own exchange, and no other.</summary>
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

    /// <summary>The receiver's side.</summary>
    internal static void BindReports(this IReceiveEndpointConfigurator endpoint, bool isQuorum)
    {
        endpoint.ConfigureConsumeTopology = false;
        if (isQuorum && endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            rabbit.SetQuorumQueue();
    }
}
