using System.Globalization;
using System.Numerics;

namespace Sweep.Contracts.Spec.Values;

public sealed class WholeNumber(int min, int max = int.MaxValue) : ScalarKind<int>
{
    public override string Expected => max == int.MaxValue ? $"a whole number, {min} or more" : $"a whole number from {min} to {max}";

    /// <summary>Where any number is accepted that fits, it is said only to who wrote a larger one.</summary>
    protected internal override string Hint(string text) =>
        max == int.MaxValue
        && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number > max
            ? $" (the largest is {max})"
            : "";

    public override string Format(int value) => value.ToString(CultureInfo.InvariantCulture);

    public override bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;
}
