using MassTransit;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Sends over the bus.</summary>
internal sealed class BusWorkerGateway(IBus bus) : IWorkerGateway
{
    public Task SendAsync(string workerId, WorkerOrders orders, CancellationToken cancellation) =>
        bus.SendOrdersAsync(workerId, orders, cancellation);
}
