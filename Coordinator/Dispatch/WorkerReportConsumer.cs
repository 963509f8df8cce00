using MassTransit;
using Sweep.Contracts.Messages;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// Hands the bus's reports to <see cref="WorkerReports"/>. While the store does not work it holds them unacknowledged. When the bus
/// stops, MassTransit cancels the context and puts a message whose consumer heeds that back into its queue; one cancelled for any
/// other reason would go to the queue of errors, so nothing but the context's token may end the wait.
/// </summary>
internal sealed class WorkerReportConsumer(WorkerReports reports) : IConsumer<WorkerReport>
{
    public Task Consume(ConsumeContext<WorkerReport> context) => reports.AcceptAsync(context.Message, context.CancellationToken);
}

/// <summary>Many at a time, so that the store makes them lasting together.</summary>
internal sealed class WorkerReportConsumerDefinition : ConsumerDefinition<WorkerReportConsumer>
{
    private const int AtOnce = 64;

    public WorkerReportConsumerDefinition() =>
        Endpoint(endpoint =>
        {
            endpoint.Name = QueueNames.Reports;
            endpoint.PrefetchCount = AtOnce;
            endpoint.ConcurrentMessageLimit = AtOnce;
        });
}
