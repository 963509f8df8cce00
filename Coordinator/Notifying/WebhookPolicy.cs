using System.Net;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Dispatch;

namespace Sweep.Coordinator.Notifying;

/// <summary>
/// Which webhooks a spec may name. Whoever submits a spec makes the coordinator call what it names, from where the coordinator stands;
/// so it calls no address that only it can reach, unless its operator has named the host.
/// </summary>
public sealed class WebhookPolicy(NotifyOptions options)
{
    private readonly HashSet<string> _named = new(options.Hosts, StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a spec may not name this webhook; null when it may, as far as its host's name says.</summary>
    public string? Refuse(Webhook webhook)
    {
        var address = new Uri(webhook.Address);
        if (IsNamed(address))
            return null;
        if (!_named.Contains(NotifyOptions.AnyPublic))
            return $"this coordinator tells {(_named.Contains(NotifyOptions.Nobody) ? "no webhooks of specs" : $"only webhooks on {string.Join(", ", _named.Order(StringComparer.Ordinal))}")}, and {address.Host} is another; its operator allows hosts by notify-hosts";
        if (address.Scheme != Uri.UriSchemeHttps)
            return $"expected https, so that nobody on the way reads the address; the coordinator's operator allows http to {address.Host} by notify-hosts";
        return IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var literal) && !PublicAddress.Is(literal) || address.IsLoopback
            ? NotPublic(address.Host)
            : null;
    }

    /// <summary>The spec with its webhook in full: what was shown of a spec names it without its secret, and stands for the one that is known.</summary>
    /// <param name="known">Of the sweep under the spec's name; null when there is none.</param>
    /// <exception cref="SweepControlException">It may not name this webhook, or does not name it in full.</exception>
    public SweepSpec Check(SweepSpec spec, SweepAbout? known)
    {
        if (spec.About.Notify is not { } notify)
            return spec;
        if (notify.Webhook.IsHidden)
        {
            if (known?.Notify is not { } before || before.Webhook.Hidden != notify.Webhook.Address)
            {
                throw new SweepControlException(
                    ControlFault.Invalid,
                    $"notify.webhook: {notify.Webhook.Hidden} is how an address is shown; expected the address itself."
                );
            }

            notify = notify with { Webhook = before.Webhook };
        }

        return Refuse(notify.Webhook) is { } refusal
            ? throw new SweepControlException(ControlFault.Invalid, $"notify.webhook: {refusal}.")
            : spec with
            {
                About = spec.About with { Notify = notify },
            };
    }

    /// <summary>Those of a host's addresses that may be called.</summary>
    internal IPAddress[] Choose(Uri webhook, IReadOnlyList<IPAddress> addresses) =>
        [.. addresses.Where(address => IsNamed(webhook) || PublicAddress.Is(address))];

    internal static string NotPublic(string host) =>
        $"{host} is not on the public internet; the coordinator's operator allows it by notify-hosts";

    private bool IsNamed(Uri address) => options.IsTrusting || _named.Contains(address.Host) || _named.Contains(address.Authority);
}
