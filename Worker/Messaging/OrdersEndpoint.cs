using MassTransit;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Transport;

namespace Sweep.Worker.Messaging;

/// <summary>
/// The worker's own queue. Connected at run time, so that it can be opened anew while the rest of the bus goes on.
/// </summary>
internal sealed class OrdersEndpoint(IBus bus, WorkerSlots slots, Hearing hearing, WorkerOptions options, ILogger<OrdersEndpoint> log)
{
    private HostReceiveEndpointHandle? _handle;
    private int _refused = WorkerOrders.KnownVersion;

    public void Open() => _handle = bus.ConnectReceiveEndpoint(QueueNames.Worker(options.Id), Configure);

    public async Task CloseAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _handle, null) is { } handle)
            await handle.StopAsync(cancellation).ConfigureAwait(false);
    }

    private void Configure(IReceiveEndpointConfigurator endpoint)
    {
        endpoint.BindOrders(options.Id);
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.Handler<WorkerOrders>(context =>
        {
            Receive(context.Message);
            return Task.CompletedTask;
        });
    }

    private void Receive(WorkerOrders orders)
    {
        if (orders.Version == WorkerOrders.KnownVersion)
        {
            slots.Obey(orders);
            return;
        }

        // Not even what it holds that looks familiar can be trusted. Each answer to a heartbeat is such a message: said once.
        hearing.Hear(0);
        if (Interlocked.Exchange(ref _refused, orders.Version) != orders.Version)
        {
            log.LogError(
                "Orders of version {Version} are ignored: this worker, {Program}, knows version {Known}. Coordinator and workers must be of one release.",
                orders.Version, WorkerVersion.Text, WorkerOrders.KnownVersion);
        }
    }
}
