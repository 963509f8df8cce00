using Sweep.Contracts.Spec.Values;

namespace Sweep.Contracts.Spec.Reading;

/// <summary>Reads <c>notify</c>: an address, or a block with an address and the list of events.</summary>
internal sealed class NotifyReading(string text, SpecProblems problems)
{
    private static readonly string[] _keys = ["webhook", "on"];
    private static readonly WebhookAddress _webhook = new();
    private static readonly ListOf<NoticeKind> _on = new(Words.Of<NoticeKind>(), "all", Enum.GetValues<NoticeKind>(), atLeast: 1);

    /// <summary>Null when there is no entry, or when there are problems.</summary>
    public SweepNotify? Read(SpecEntry? entry)
    {
        if (entry is null)
        {
            return null;
        }

        if (entry.Value is not SpecMapping)
        {
            return ReadWebhook(entry.Value, "notify") is { } address ? new SweepNotify(address, Enum.GetValues<NoticeKind>()) : null;
        }

        var entries = Block.Entries(entry.Value, "notify", _keys, problems).ToDictionary(child => child.Key);
        if (!entries.TryGetValue("webhook", out var written))
        {
            problems.Add(entry.Line, "notify.webhook", $"is missing; expected {_webhook.Expected}");
            return null;
        }

        var webhook = ReadWebhook(written.Value, "notify.webhook");
        IReadOnlyList<NoticeKind>? on = Enum.GetValues<NoticeKind>();
        var isSound = !entries.TryGetValue("on", out var wanted) || _on.TryRead(wanted.Value, "notify.on", problems, out on);
        return webhook is not null && isSound ? new SweepNotify(webhook, on!) : null;
    }

    /// <summary>Reads the address, which must occur literally in the text so that the text can be stored without it.</summary>
    private Webhook? ReadWebhook(SpecNode node, string path)
    {
        if (!_webhook.TryRead(node, path, problems, out var webhook))
        {
            return null;
        }

        if (text.Contains(webhook.Address, StringComparison.Ordinal))
        {
            return webhook;
        }

        problems.Add(node, path, "expected the address on one line, without escapes: the spec is kept and shown without it");
        return null;
    }
}
