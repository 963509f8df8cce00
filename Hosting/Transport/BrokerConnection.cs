using System.Globalization;
using MassTransit;

namespace Sweep.Hosting.Transport;

/// <summary>How <see cref="BrokerOptions"/> become a connection.</summary>
internal static class BrokerConnection
{
    private const ushort PlainPort = 5672;
    private const ushort TlsPort = 5671;

    public static void UseBroker(this IRabbitMqBusFactoryConfigurator transport, BrokerOptions broker)
    {
        var nodes = broker.Hosts.Select(host => Node(host, broker.Tls)).ToList();
        transport.Host(nodes[0].Host, nodes[0].Port, broker.VirtualHost, host =>
        {
            host.Username(broker.User);
            host.Password(Password(broker));
            host.PublisherConfirmation = true;
            host.Heartbeat(broker.Heartbeat);
            if (nodes.Count > 1)
            {
                host.UseCluster(cluster =>
                {
                    foreach (var (name, port) in nodes)
                        cluster.Node($"{name}:{port}");
                });
            }

            if (broker.Tls)
                host.UseSsl(ssl => BrokerTls.Apply(broker, ssl, nodes[0].Host));
        });
    }

    /// <exception cref="IOException">The password's file cannot be read.</exception>
    internal static string Password(BrokerOptions broker) => broker switch
    {
        { Password: { } password } => password.Value,
        { PasswordFile: { } file } => File.ReadLines(file).FirstOrDefault() ?? "",
        _ => "guest",
    };

    /// <summary><c>host</c>, <c>host:port</c> or <c>[address]:port</c>.</summary>
    internal static (string Host, ushort Port) Node(string text, bool tls)
    {
        // An address of version 6 has colons of its own and so has to be in brackets.
        var colon = text.LastIndexOf(':');
        return colon > text.LastIndexOf(']')
            ? (text[..colon], ushort.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture))
            : (text, tls ? TlsPort : PlainPort);
    }
}
