using Sweep.Contracts;
using Sweep.Contracts.Spec.Values;
using Sweep.Hosting.Configuration;

namespace Sweep.Hosting.Transport;

/// <summary>
/// The settings of <see cref="BrokerOptions"/>, which every program that talks to the broker has as its block <c>broker</c>.
/// </summary>
public static class BrokerSettings
{
    public const string Block = "broker";

    public static IReadOnlyList<ProgramSetting<BrokerOptions>> All { get; } =
    [
        ProgramSettings.Make<BrokerOptions, IReadOnlyList<string>>(
            "hosts",
            new TextList("hosts such as localhost or mq1:5672,mq2:5672", IsNode),
            "HOST[:PORT],…",
            "Nodes of one RabbitMQ cluster, any of which will do",
            b => b.Hosts,
            (b, v) => b with { Hosts = v }
        ),
        ProgramSettings.Make<BrokerOptions, string?>(
            "virtual-host",
            new Text("a virtual host's name"),
            "NAME",
            "Virtual host; all programs of one cluster have the same",
            b => b.VirtualHost,
            (b, v) => b with { VirtualHost = v! }
        ),
        ProgramSettings.Make<BrokerOptions, string?>(
            "user",
            new Text("a user's name"),
            "NAME",
            "RabbitMQ user, who may configure, write and read sweep-*",
            b => b.User,
            (b, v) => b with { User = v! }
        ),
        ProgramSettings.Make<BrokerOptions, string?>(
            "password-file",
            new Text("a file"),
            "FILE",
            "File whose first line is the password, such as a mounted secret",
            b => b.PasswordFile,
            (b, v) => b with { PasswordFile = v }
        ),
        ProgramSettings.Make<BrokerOptions, string?>(
            "password",
            new Text("a password"),
            "",
            "The password itself, when there is no file of it; without either it is guest",
            b => b.Password?.Value,
            (b, v) => b with { Password = new Secret(v!) }
        ) with
        {
            IsSecret = true,
        },
        ProgramSettings.Make<BrokerOptions, bool>(
            "tls",
            new Flag(),
            "",
            "Encrypt, and check the broker's certificate",
            b => b.Tls,
            (b, v) => b with { Tls = v }
        ),
        ProgramSettings.Make<BrokerOptions, string?>(
            "ca-file",
            new Text("a file"),
            "FILE",
            "PEM file of the authorities that may sign the broker's certificate, instead of the system's",
            b => b.CaFile,
            (b, v) => b with { CaFile = v }
        ),
        ProgramSettings.Make<BrokerOptions, string?>(
            "certificate-file",
            new Text("a file"),
            "FILE",
            "PEM file of this program's own certificate, when the broker asks for one",
            b => b.CertificateFile,
            (b, v) => b with { CertificateFile = v }
        ),
        ProgramSettings.Make<BrokerOptions, string?>(
            "key-file",
            new Text("a file"),
            "FILE",
            "PEM file of its key, when that is not in the certificate's file",
            b => b.KeyFile,
            (b, v) => b with { KeyFile = v }
        ),
        ProgramSettings.Make<BrokerOptions, string?>(
            "server-name",
            new Text("a host's name"),
            "NAME",
            "Name in the broker's certificate, when it is not the host's",
            b => b.ServerName,
            (b, v) => b with { ServerName = v }
        ),
        ProgramSettings.Make<BrokerOptions, bool>(
            "quorum-queues",
            new Flag(),
            "",
            "Replicate the durable queue in a cluster of three or more; the same for all programs, from the first start",
            b => b.QuorumQueues,
            (b, v) => b with { QuorumQueues = v }
        ),
    ];

    /// <summary>Finds settings that contradict each other and files that are missing, one line each.</summary>
    public static IEnumerable<string> Check(BrokerOptions broker)
    {
        if (broker is { Password: not null, PasswordFile: not null })
            yield return $"{Block}.password and {Block}.password-file: expected one of them, found both";
        if (!broker.Tls && (broker.CaFile ?? broker.CertificateFile ?? broker.KeyFile ?? broker.ServerName) is not null)
            yield return $"{Block}.tls: has to be true for the settings of certificates to mean anything";
        if (broker is { KeyFile: not null, CertificateFile: null })
            yield return $"{Block}.key-file: expected {Block}.certificate-file beside it";
        (string Name, string? File)[] files =
        [
            ("password-file", broker.PasswordFile),
            ("ca-file", broker.CaFile),
            ("certificate-file", broker.CertificateFile),
            ("key-file", broker.KeyFile),
        ];
        foreach (var (name, file) in files)
        {
            if (file is not null && !File.Exists(file))
                yield return $"{Block}.{name}: {file} is not there";
        }
    }

    /// <summary>Accepts a host, and a host and a port with a colon between them.</summary>
    private static bool IsNode(string text) => BrokerConnection.TryNode(text, tls: false, out _, out _);
}
