using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Coordinator.Notifying;

/// <summary>Whom a coordinator tells of sweeps, and how.</summary>
public sealed record NotifyOptions
{
    /// <summary>Stands in <see cref="Hosts"/> for every host with a public address.</summary>
    public const string AnyPublic = "public";

    /// <summary>Stands in <see cref="Hosts"/> for no host at all.</summary>
    public const string Nobody = "none";

    public static NotifyOptions Default { get; } = new();

    /// <summary>For who runs a sweep on a machine of their own: their spec may name any host that they can reach.</summary>
    public static NotifyOptions Trusting { get; } = new() { IsTrusting = true, Linger = TimeSpan.FromSeconds(10) };

    /// <summary>Hosts that a spec's webhook may be on, or <see cref="AnyPublic"/> or <see cref="Nobody"/>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [AnyPublic];

    /// <summary>File whose first line is a webhook that is told of every sweep; null for none. It may be anywhere: the operator has chosen it.</summary>
    public string? File { get; init; }

    /// <summary>A spec may name any host. It goes before <see cref="Hosts"/>.</summary>
    public bool IsTrusting { get; init; }

    /// <summary>For one try, to the answer's headers.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Before the second try; each next wait is twice as long.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A notice is given up when it could not be delivered for so long.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(1);

    /// <summary>A stop waits so long for what is owed. What is left then is stored, and told by the next process.</summary>
    public TimeSpan Linger { get; init; }

    /// <summary>A sweep that stalls again within so long of being said to is not said to again.</summary>
    public TimeSpan StallQuiet { get; init; } = TimeSpan.FromMinutes(10);

    /// <exception cref="IOException">The file cannot be read, or holds no address; the message does not say what it holds.</exception>
    public Webhook? ReadOperator()
    {
        if (File is null)
            return null;
        string line;
        try
        {
            line = System.IO.File.ReadLines(File).FirstOrDefault("").Trim();
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }

        return WebhookAddress.TryParse(line, out var webhook)
            ? webhook
            : throw new IOException($"{File}: its first line is no address; expected {new WebhookAddress().Expected}");
    }
}
