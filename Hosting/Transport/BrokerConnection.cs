using System.Globalization;
using MassTransit;

namespace Sweep.Hosting.Transport;

/// <summary>Makes a connection from <see cref="BrokerOptions"/>.</summary>
internal static class BrokerConnection
{
    private const ushort PlainPort = 5672;
    private const ushort TlsPort = 5671;

    public static void UseBroker(this IRabbitMqBusFactoryConfigurator transport, BrokerOptions broker)
    {
        var nodes = broker.Hosts.Select(host => Node(host, broker.Tls)).ToList();
        transport.Host(
            nodes[0].Host,
            nodes[0].Port,
            broker.VirtualHost,
            host =>
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
            }
        );
    }

    /// <exception cref="IOException">The password's file cannot be read.</exception>
    internal static string Password(BrokerOptions broker) =>
        broker switch
        {
            { Password: { } password } => password.Value,
            { PasswordFile: { } file } => File.ReadLines(file).FirstOrDefault() ?? "",
            _ => "guest",
        };

    internal static (string Host, ushort Port) Node(string text, bool tls) =>
        TryNode(text, tls, out var host, out var port)
            ? (host, port)
            : throw new ArgumentException($"'{text}' is not a host, or a host and a port.");

    /// <summary>
    /// Reads <c>host</c>, <c>host:port</c> or <c>[address]:port</c>. An IPv6 address has colons of its own, and therefore has to be in
    /// brackets.
    /// </summary>
    internal static bool TryNode(string text, bool tls, out string host, out ushort port)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = colon > text.LastIndexOf(']');
        host = hasPort ? text[..colon] : text;
        port = tls ? TlsPort : PlainPort;
        return Uri.CheckHostName(host) != UriHostNameType.Unknown
            && (
                !hasPort || (ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0)
            );
    }
}
