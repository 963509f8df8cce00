using MassTransit;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Transport;

namespace Sweep.Worker.Messaging;

/// <summary>
/// The worker's own queue. Connected at run time, so that it can be opened anew while the rest of the bus goes on.
/// </summary>
internal sealed class OrdersEndpoint(
    IBus bus,
    WorkerSlots slots,
    Hearing hearing,
    WorkerOptions options,
    TimeProvider time,
    ILogger<OrdersEndpoint> log
)
{
    /// <summary>An endpoint that is well closes at once.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private HostReceiveEndpointHandle? _handle;
    private int _refused = WorkerOrders.KnownVersion;

    /// <summary>Endpoints that could not be closed. The bus keeps their names, and what they still hear is not listened to.</summary>
    private volatile int _abandoned;

    private volatile string? _queue;

    /// <summary>Whether what comes from this address is listened to.</summary>
    public bool Listens(Uri address) => address.Segments[^1] == _queue;

    public void Open()
    {
        var abandoned = _abandoned;
        var name = QueueNames.Worker(options.Id);
        _queue = abandoned == 0 ? name : $"{name}-{abandoned + 1}";
        _handle = bus.ConnectReceiveEndpoint(_queue, endpoint => Configure(endpoint, () => abandoned == _abandoned));
    }

    /// <summary>
    /// Returns within seconds. An endpoint whose connection broke while it was being made may never close (seen with MassTransit
    /// 8.4.0 and 8.5.12 when a broker is killed); it is left behind then, and the next one has another name.
    /// </summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _handle, null) is not { } handle)
            return;
        try
        {
            await handle.StopAsync(cancellation).WaitAsync(_patience, time, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            Interlocked.Increment(ref _abandoned);
            log.OrdersQueueDoesNotClose(error.Message);
        }
    }

    private void Configure(IReceiveEndpointConfigurator endpoint, Func<bool> isListenedTo)
    {
        endpoint.BindOrders(options.Id);
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.Handler<WorkerOrders>(context =>
        {
            if (isListenedTo() && !context.Headers.TryGetHeader(SelfEcho.Header, out _))
            {
                OrderTraces.Take(context);
                Receive(context.Message);
            }

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
            log.OrdersHaveUnknownVersion(orders.Version, WorkerVersion.Text, WorkerOrders.KnownVersion);
        }
    }
}
