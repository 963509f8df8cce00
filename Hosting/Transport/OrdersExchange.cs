using MassTransit;
using MassTransit.Transports.Fabric;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Telemetry;

namespace Sweep.Hosting.Transport;

/// <summary>
/// Routes orders to one worker among many: a direct exchange whose routing key is the worker's id, on either transport. The sender declares
/// no queue, so that a message to a worker that is gone leaves nothing behind.
/// </summary>
public static class OrdersExchange
{
    private static readonly Uri _address = new($"exchange:{QueueNames.Orders}?type=direct");

    /// <summary>How long the broker keeps an unused queue: a worker may die between declaring it and consuming from it.</summary>
    private static readonly TimeSpan _unusedQueue = TimeSpan.FromMinutes(2);

    /// <summary>Sends orders. It returns when the broker has the message, whether there is such a worker or not.</summary>
    /// <param name="traces">See <see cref="Traces.Header"/>; null or empty when nothing is traced.</param>
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

    /// <summary>Sends a message from a worker to itself, which checks that messages arrive; see <see cref="SelfEcho"/>.</summary>
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

    /// <summary>
    /// Binds a worker's endpoint to its orders. The broker removes the queue and its messages when nobody consumes from it.
    /// </summary>
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
                // A queue of failed orders would outlive the worker, and nobody would read it. The log has them.
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
