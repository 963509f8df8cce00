using MassTransit;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Hands the bus's reports to <see cref="StageReports"/>.</summary>
internal sealed class StageReportConsumer(StageReports reports, IEnumerable<IDispatchObserver> observers) :
    IConsumer<StageStarted>, IConsumer<StageProgressed>, IConsumer<StageCompleted>, IConsumer<StageFailed>, IConsumer<StageReleased>
{
    public Task Consume(ConsumeContext<StageStarted> context) => GuardAsync(reports.AcceptAsync(context.Message, context.CancellationToken));

    public Task Consume(ConsumeContext<StageProgressed> context) => GuardAsync(reports.AcceptAsync(context.Message, context.CancellationToken));

    public Task Consume(ConsumeContext<StageCompleted> context) => GuardAsync(reports.AcceptAsync(context.Message, context.CancellationToken));

    public Task Consume(ConsumeContext<StageFailed> context) => GuardAsync(reports.AcceptAsync(context.Message, context.CancellationToken));

    public Task Consume(ConsumeContext<StageReleased> context) => GuardAsync(reports.AcceptAsync(context.Message, context.CancellationToken));

    private async Task GuardAsync(Task accept)
    {
        try
        {
            await accept.ConfigureAwait(false);
        }
        catch (SweepStoreException fault)
        {
            foreach (var observer in observers)
                observer.OnFault(fault);
            throw;
        }
    }
}

/// <summary>One report at a time: they come in the order they were sent, and the store takes one at a time anyway.</summary>
internal sealed class StageReportConsumerDefinition : ConsumerDefinition<StageReportConsumer>
{
    public StageReportConsumerDefinition() => Endpoint(endpoint =>
    {
        endpoint.Name = QueueNames.Reports;
        endpoint.ConcurrentMessageLimit = 1;
    });
}
