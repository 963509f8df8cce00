using System.Globalization;
using System.Numerics;

namespace Sweep.Contracts.Spec.Values;

/// <summary>A whole number in a range.</summary>
public sealed class WholeNumber(int min, int max = int.MaxValue) : ScalarKind<int>
{
    public override string Expected => max == int.MaxValue ? $"a whole number, {min} or more" : $"a whole number from {min} to {max}";

    /// <summary>Names the largest possible number when a larger one was written and the range has no upper limit of its own.</summary>
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
