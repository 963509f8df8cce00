using MassTransit;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Transport;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Receives orders from the worker's own queue. It is connected at run time, so that it can be reopened while the rest of the bus keeps
/// running.
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
    /// <summary>How long closing may take; a healthy endpoint closes at once.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private HostReceiveEndpointHandle? _handle;
    private int _refused = WorkerOrders.KnownVersion;

    /// <summary>
    /// Number of endpoints that could not be closed. The bus keeps their names, and messages that they still receive are ignored.
    /// </summary>
    private volatile int _abandoned;

    private volatile string? _queue;

    /// <summary>True when messages from this address are processed.</summary>
    public bool Listens(Uri address) => address.Segments[^1] == _queue;

    public void Open()
    {
        var abandoned = _abandoned;
        var name = QueueNames.Worker(options.Id);
        _queue = abandoned == 0 ? name : $"{name}-{abandoned + 1}";
        _handle = bus.ConnectReceiveEndpoint(_queue, endpoint => Configure(endpoint, () => abandoned == _abandoned));
    }

    /// <summary>
    /// Closes the endpoint; returns within seconds. An endpoint whose connection broke while it was being set up may never close (seen with
    /// MassTransit 8.4.0 and 8.5.12 when a broker is killed). It is then abandoned, and the next one gets another name.
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
                OrderTraces.SetCurrent(context);
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

        // Even fields that look familiar cannot be trusted. Every answer to a heartbeat is such a message, so it is logged once.
        hearing.Hear(0);
        if (Interlocked.Exchange(ref _refused, orders.Version) != orders.Version)
        {
            log.OrdersHaveUnknownVersion(orders.Version, WorkerVersion.Text, WorkerOrders.KnownVersion);
        }
    }
}
