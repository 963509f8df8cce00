namespace Sweep.Contracts.Spec;

/// <summary>An address that is told something by POST. Whoever knows it can write there, so it is shown without what makes it secret.</summary>
/// <param name="Address">In full, as it was written.</param>
public sealed record Webhook(string Address)
{
    private const string Mask = "/***";

    public string Host => new Uri(Address).Host;

    /// <summary>Scheme and host, and nothing of what comes after.</summary>
    public string Hidden => new Uri(Address).GetLeftPart(UriPartial.Authority) + Mask;

    /// <summary>It is what is shown of an address, not an address.</summary>
    public bool IsHidden => Address.EndsWith(Mask, StringComparison.Ordinal);

    public override string ToString() => Hidden;
}
