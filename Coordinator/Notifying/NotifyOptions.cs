using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Coordinator.Notifying;

/// <summary>Which webhooks a coordinator notifies, and how.</summary>
public sealed record NotifyOptions
{
    /// <summary>A value of <see cref="Hosts"/> that allows every host with a public address.</summary>
    public const string AnyPublic = "public";

    /// <summary>A value of <see cref="Hosts"/> that allows no host.</summary>
    public const string Nobody = "none";

    public static NotifyOptions Default { get; } = new();

    /// <summary>For users who run a sweep on their own machine: their specs may name any host that they can reach.</summary>
    public static NotifyOptions Trusting { get; } = new() { IsTrusting = true, Linger = TimeSpan.FromSeconds(10) };

    /// <summary>The hosts that a spec's webhook may be on, or <see cref="AnyPublic"/>, or <see cref="Nobody"/>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [AnyPublic];

    /// <summary>
    /// A file whose first line is a webhook that receives notices of every sweep; null for none. The operator has chosen it, so it may be
    /// on any host.
    /// </summary>
    public string? File { get; init; }

    /// <summary>Whether specs may name any host. It overrides <see cref="Hosts"/>.</summary>
    public bool IsTrusting { get; init; }

    /// <summary>The time limit of one try, until the answer's headers arrive.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait before the second try; it doubles with each further try.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A notice is given up when it could not be delivered for this long.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a stopping process waits for deliveries. Notices that are left stay stored for the next process.</summary>
    public TimeSpan Linger { get; init; }

    /// <summary>A sweep that stalls again within this time causes no second notice.</summary>
    public TimeSpan StallQuiet { get; init; } = TimeSpan.FromMinutes(10);

    /// <exception cref="IOException">The file cannot be read or contains no address. The message does not show the file's
    /// content.</exception>
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
