using Sweep.Contracts;

namespace Sweep.Hosting.Transport;

/// <summary>Says which RabbitMQ a program connects to, and as whom.</summary>
public sealed record BrokerOptions
{
    /// <summary>RabbitMQ's own defaults: the broker on this machine, with the user guest.</summary>
    public static BrokerOptions Default { get; } = new();

    /// <summary>
    /// The nodes of one cluster, as <c>host</c> or <c>host:port</c>; any of them will do. The default port is 5672, with TLS 5671. There is
    /// at least one node.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = ["localhost"];

    public string VirtualHost { get; init; } = "/";

    public string User { get; init; } = "guest";

    /// <summary>
    /// The file whose first line is the password, read once at the start; null when <see cref="Password"/> or the default is used.
    /// </summary>
    public string? PasswordFile { get; init; }

    /// <summary>The password; with null it comes from the file, or is <c>guest</c> without one.</summary>
    public Secret? Password { get; init; }

    public bool Tls { get; init; }

    /// <summary>
    /// The PEM file of the authorities that may sign the broker's certificate; null trusts the system's. It needs <see cref="Tls"/>.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>The PEM file of this program's own certificate, for brokers that ask for one; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The PEM file of its private key; null when the key is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The name that the broker's certificate has to have; null for the host's.</summary>
    public string? ServerName { get; init; }

    /// <summary>
    /// Whether the durable queue is a quorum queue, which survives the loss of a node in a cluster of three or more. All programs of one
    /// cluster need the same value: a queue's kind cannot be changed once it exists.
    /// </summary>
    public bool QuorumQueues { get; init; }

    /// <summary>The interval of heartbeats. After two intervals of silence the connection counts as lost.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Describes the broker for people, without the password.</summary>
    public override string ToString() =>
        $"{User}@{string.Join(",", Hosts)}{(VirtualHost == "/" ? "" : "/" + VirtualHost)}{(Tls ? " (TLS)" : "")}";
}
