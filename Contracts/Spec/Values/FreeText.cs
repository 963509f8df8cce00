namespace Sweep.Contracts.Spec.Values;

/// <summary>Free text up to a length.</summary>
public sealed class FreeText(int longest, bool oneLine = false) : ScalarKind<string>
{
    public override string Expected => $"{(oneLine ? "one line of text" : "a text")} of at most {longest} characters";

    public override string Format(string value) => value;

    public override bool TryParse(string text, out string value)
    {
        value = text.Trim();
        return value.Length <= longest && (!oneLine || !value.AsSpan().ContainsAny('\n', '\r'));
    }
}
