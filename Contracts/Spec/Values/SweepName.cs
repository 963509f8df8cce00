namespace Sweep.Contracts.Spec.Values;

/// <summary>A name that can be used in a path, a metric and a shell without quotes.</summary>
public sealed class SweepName : ScalarKind<string>
{
    private const int Longest = 63;

    public override string Expected =>
        $"a name of 1 to {Longest} lower-case letters, digits, '-', '_' and '.', beginning with a letter or digit";

    public override string Format(string value) => value;

    public override bool TryParse(string text, out string value)
    {
        value = text;
        return text.Length is > 0 and <= Longest
            && (char.IsAsciiLetterLower(text[0]) || char.IsAsciiDigit(text[0]))
            && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_' or '.');
    }
}
