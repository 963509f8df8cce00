using MassTransit;
using Sweep.Contracts.Messages;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Sends to the bus's queue of stages.</summary>
internal sealed class BusStageSender(IBus bus) : IStageSender
{
    private static readonly Uri _address = new($"queue:{QueueNames.Stages}");
    private readonly Lazy<Task<ISendEndpoint>> _endpoint = new(() => bus.GetSendEndpoint(_address));

    public async Task SendAsync(RunStage command, CancellationToken cancellation)
    {
        var endpoint = await _endpoint.Value.ConfigureAwait(false);
        await endpoint.Send(command, cancellation).ConfigureAwait(false);
    }
}
