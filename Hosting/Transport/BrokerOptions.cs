using Sweep.Contracts;

namespace Sweep.Hosting.Transport;

/// <summary>Which RabbitMQ to talk to, and as whom.</summary>
public sealed record BrokerOptions
{
    /// <summary>RabbitMQ's own defaults: the broker on this machine, as its guest.</summary>
    public static BrokerOptions Default { get; } = new();

    /// <summary>
    /// Nodes of one cluster, as <c>host</c> or <c>host:port</c>; any of them will do. Without a port it is 5672, with TLS 5671.
    /// At least one.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = ["localhost"];

    public string VirtualHost { get; init; } = "/";

    public string User { get; init; } = "guest";

    /// <summary>File whose first line is the password, read once at the start; null when <see cref="Password"/> is given or the default is meant.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Null means the file's, or without one <c>guest</c>.</summary>
    public Secret? Password { get; init; }

    public bool Tls { get; init; }

    /// <summary>PEM file of the authorities that the broker's certificate may be from; null for the system's. Only with <see cref="Tls"/>.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of this program's own certificate, for brokers that ask for one; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its private key; null when it is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Name that the broker's certificate has to have; null for the host's.</summary>
    public string? ServerName { get; init; }

    /// <summary>
    /// Whether the durable queue is a quorum queue, which outlives the loss of a broker's node in a cluster of three or more. All
    /// programs of one cluster have to say the same: a queue's kind cannot be changed once it is there.
    /// </summary>
    public bool QuorumQueues { get; init; }

    /// <summary>After two of them without a word the connection counts as lost.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For people: never the password.</summary>
    public override string ToString() =>
        $"{User}@{string.Join(",", Hosts)}{(VirtualHost == "/" ? "" : "/" + VirtualHost)}{(Tls ? " (TLS)" : "")}";
}
