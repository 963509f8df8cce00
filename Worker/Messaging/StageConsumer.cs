using MassTransit;
using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>Takes stages from the queue, one message at a time and none while every slot is busy.</summary>
internal sealed class StageConsumer(WorkerSlots slots) : IConsumer<RunStage>
{
    public Task Consume(ConsumeContext<RunStage> context) => slots.BeginAsync(context.Message, context.CancellationToken);
}

internal sealed class StageConsumerDefinition : ConsumerDefinition<StageConsumer>
{
    public StageConsumerDefinition() => Endpoint(endpoint =>
    {
        endpoint.Name = QueueNames.Stages;
        endpoint.PrefetchCount = 1;
        endpoint.ConcurrentMessageLimit = 1;
    });
}
