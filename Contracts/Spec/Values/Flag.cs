namespace Sweep.Contracts.Spec.Values;

/// <summary>True or false.</summary>
public sealed class Flag : ScalarKind<bool>
{
    public override string Expected => "true or false";

    public override string Format(bool value) => value ? "true" : "false";

    public override bool TryParse(string text, out bool value)
    {
        value = text == "true";
        return text is "true" or "false";
    }
}
