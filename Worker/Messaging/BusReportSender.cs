using MassTransit;
using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>Sends over the bus, to a queue that is there whether the coordinator has been started yet or not.</summary>
internal sealed class BusReportSender(IBus bus) : IReportSender
{
    private static readonly Uri _address = new($"queue:{QueueNames.Reports}");

    public async Task SendAsync(WorkerReport report, CancellationToken cancellation)
    {
        var endpoint = await bus.GetSendEndpoint(_address).ConfigureAwait(false);
        await endpoint.Send(report, cancellation).ConfigureAwait(false);
    }
}
