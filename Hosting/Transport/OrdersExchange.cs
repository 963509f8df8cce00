using MassTransit;
using MassTransit.Transports.Fabric;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Telemetry;

namespace Sweep.Hosting.Transport;

/// <summary>
/// The way of orders to one worker among many: a direct exchange whose routing key is the worker's id, on either transport. The
/// sender declares no queue, so that what is sent to a worker that is gone leaves nothing behind.
/// </summary>
public static class OrdersExchange
{
    private static readonly Uri _address = new($"exchange:{QueueNames.Orders}?type=direct");

    /// <summary>A worker that died between declaring its queue and consuming from it must not leave it behind.</summary>
    private static readonly TimeSpan _unusedQueue = TimeSpan.FromMinutes(2);

    /// <summary>Returns when the broker has the message, which is not to say that there is such a worker.</summary>
    /// <param name="traces">See <see cref="Traces.Header"/>; none when nothing is traced.</param>
    public static async Task SendOrdersAsync(
        this ISendEndpointProvider bus,
        string workerId,
        WorkerOrders orders,
        CancellationToken cancellation,
        IReadOnlyDictionary<string, string>? traces = null
    )
    {
        var endpoint = await bus.GetSendEndpoint(_address).ConfigureAwait(false);
        await endpoint
            .Send(
                orders,
                context =>
                {
                    context.SetRoutingKey(workerId);
                    if (traces?.Count > 0)
                        context.Headers.Set(Traces.Header, traces);
                },
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>What a worker sends to itself, to see whether anything arrives; see <see cref="SelfEcho"/>.</summary>
    public static async Task SendEchoAsync(this ISendEndpointProvider bus, string workerId, CancellationToken cancellation)
    {
        var endpoint = await bus.GetSendEndpoint(_address).ConfigureAwait(false);
        await endpoint
            .Send(
                new WorkerOrders(),
                context =>
                {
                    context.SetRoutingKey(workerId);
                    context.Headers.Set(SelfEcho.Header, "1");
                },
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>Makes a worker's receive endpoint receive its orders. Its queue goes when nobody consumes from it, and what is in it.</summary>
    /// <exception cref="NotSupportedException">The transport is neither RabbitMQ nor the in-memory one.</exception>
    public static void BindOrders(this IReceiveEndpointConfigurator endpoint, string workerId)
    {
        endpoint.ConfigureConsumeTopology = false;
        switch (endpoint)
        {
            case IRabbitMqReceiveEndpointConfigurator rabbit:
                rabbit.Durable = false;
                rabbit.AutoDelete = true;
                rabbit.QueueExpiration = _unusedQueue;
                // A queue of failed orders would outlive the worker, and nobody would read it: they are in the log.
                rabbit.DiscardFaultedMessages();
                rabbit.DiscardSkippedMessages();
                rabbit.Bind(
                    QueueNames.Orders,
                    binding =>
                    {
                        binding.ExchangeType = "direct";
                        binding.RoutingKey = workerId;
                    }
                );
                break;
            case IInMemoryReceiveEndpointConfigurator memory:
                memory.Bind(QueueNames.Orders, ExchangeType.Direct, workerId);
                break;
            default:
                throw new NotSupportedException($"{endpoint.GetType().Name} has no direct exchanges.");
        }
    }
}
