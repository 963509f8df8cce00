using System.Net;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Ledger;

namespace Sweep.Coordinator.Notifying;

/// <summary>
/// Decides which webhooks a spec may name. A webhook makes the coordinator call an address from its own network, so addresses that are not
/// public are refused unless the operator has allowed the host.
/// </summary>
public sealed class WebhookPolicy(NotifyOptions options)
{
    private readonly HashSet<string> _named = new(options.Hosts, StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a spec may not name this webhook; null when the host's name allows it.</summary>
    public string? Refuse(Webhook webhook)
    {
        var address = new Uri(webhook.Address);
        if (IsNamed(address))
            return null;
        if (!_named.Contains(NotifyOptions.AnyPublic))
            return $"this coordinator notifies {(_named.Contains(NotifyOptions.Nobody) ? "no webhooks of specs" : $"only webhooks on {string.Join(", ", _named.Order(StringComparer.Ordinal))}")}, and {address.Host} is another; its operator allows hosts by notify-hosts";
        if (address.Scheme != Uri.UriSchemeHttps)
            return $"expected https, so that nobody on the way reads the address; the coordinator's operator allows http to {address.Host} by notify-hosts";
        return IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var literal) && !PublicAddress.Is(literal) || address.IsLoopback
            ? NotPublic(address.Host)
            : null;
    }

    /// <summary>
    /// Returns the spec with its full webhook. A spec that was shown to a user names the webhook without its secret; this restores the
    /// known one.
    /// </summary>
    /// <param name="known">The description of the sweep under the spec's name; null when there is none.</param>
    /// <exception cref="SweepControlException">The spec may not name this webhook, or does not name it in full.</exception>
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

    /// <summary>The addresses of a host that may be called.</summary>
    internal IPAddress[] Choose(Uri webhook, IReadOnlyList<IPAddress> addresses) =>
        [.. addresses.Where(address => IsNamed(webhook) || PublicAddress.Is(address))];

    internal static string NotPublic(string host) =>
        $"{host} is not on the public internet; the coordinator's operator allows it by notify-hosts";

    private bool IsNamed(Uri address) => options.IsTrusting || _named.Contains(address.Host) || _named.Contains(address.Authority);
}
