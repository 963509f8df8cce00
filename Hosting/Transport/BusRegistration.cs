using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;

namespace Sweep.Hosting.Transport;

public static class BusRegistration
{
    /// <summary>Adds the bus between coordinator and workers, with <see cref="ITransportState"/> and <see cref="BrokerRefusal"/>.</summary>
    /// <remarks>
    /// The bus connects by itself, and reconnects after the broker was away: at once, then after about 5, 8, 15 and 25 seconds, then once a
    /// minute at most. Starting the host does not wait for it. Without a connection a send or publish does not return: it waits for the
    /// connection and then for its confirmation, so callers that must not wait pass a token. It throws when the connection breaks in the
    /// meantime; the message may or may not have arrived. The broker delivers again what was not acknowledged when the connection broke.
    /// </remarks>
    /// <param name="broker">Null selects the in-memory transport, within this process.</param>
    /// <param name="endpoints">Adds the consumers. The queue of <see cref="QueueNames.Reports"/> gets its kind here.</param>
    public static IServiceCollection AddSweepBus(
        this IServiceCollection services,
        BrokerOptions? broker,
        Action<IBusRegistrationConfigurator> endpoints
    )
    {
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConfigureEndpointsCallback(
                (name, endpoint) =>
                {
                    if (name == QueueNames.Reports)
                        endpoint.BindReports(broker?.QuorumQueues == true);
                }
            );
            endpoints(bus);
            if (broker is null)
            {
                bus.UsingInMemory(
                    (context, transport) =>
                    {
                        transport.ConfigureJsonSerializerOptions(TransportJson.Configure);
                        transport.RouteReports(isQuorum: false);
                        transport.ConfigureEndpoints(context);
                    }
                );
            }
            else
            {
                bus.UsingRabbitMq(
                    (context, transport) =>
                    {
                        transport.UseBroker(broker);
                        transport.ConfigureJsonSerializerOptions(TransportJson.Configure);
                        transport.RouteReports(broker.QuorumQueues);
                        transport.ConfigureEndpoints(context);
                    }
                );
            }
        });
        if (broker is not null)
        {
            services.AddReceiveEndpointObserver(provider => new BrokerLog(
                broker,
                provider.GetRequiredService<BrokerRefusal>(),
                provider.GetRequiredService<ILogger<BrokerLog>>()
            ));
        }

        // In memory a message is lost when its endpoint has not started. A broker may be away for long, and nothing waits for it.
        services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = broker is null);
        return services.AddSingleton<BrokerRefusal>().AddSingleton<ITransportState, BusTransportState>();
    }
}
