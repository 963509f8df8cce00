namespace Sweep.Contracts.Spec;

/// <summary>
/// An address that receives notifications by POST. Anyone who knows it can post there, so it is shown without its secret part.
/// </summary>
/// <param name="Address">The complete address as it was written.</param>
public sealed record Webhook(string Address)
{
    private const string Mask = "/***";

    public string Host => new Uri(Address).Host;

    /// <summary>The address without its secret: only scheme and host.</summary>
    public string Hidden => new Uri(Address).GetLeftPart(UriPartial.Authority) + Mask;

    /// <summary>True when this is a <see cref="Hidden"/> address and not a real one.</summary>
    public bool IsHidden => Address.EndsWith(Mask, StringComparison.Ordinal);

    public override string ToString() => Hidden;
}
