namespace Sweep.Contracts.Spec.Values;

/// <summary>The address of a <see cref="Webhook"/>. The error does not repeat what was written, since it may contain a secret.</summary>
public sealed class WebhookAddress : ValueKind<Webhook>
{
    private const int Longest = 2000;

    public override string Expected =>
        $"an address such as https://hooks.example.org/T0/B1, of at most {Longest} characters, without a user, a password or a '#'";

    public override string Format(Webhook value) => value.Hidden;

    public override bool TryRead(SpecNode node, string path, SpecProblems problems, out Webhook value)
    {
        value = null!;
        if (node is SpecScalar { IsNull: false } scalar && TryParse(scalar.Text, out value))
        {
            return true;
        }

        problems.Add(node, path, $"expected {Expected}{(node is SpecScalar { IsNull: false } ? "" : $", found {Found(node)}")}");
        return false;
    }

    public static bool TryParse(string text, out Webhook value)
    {
        value = new Webhook(text);
        return text.Length <= Longest
            && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            && Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme is "https" or "http"
            && address is { UserInfo: "", Fragment: "", Host.Length: > 0 };
    }
}
