using System.Globalization;

namespace Sweep.Contracts.Spec.Values;

/// <summary>
/// A finite number in a range, which may exclude its ends. It is read to twelve digits, so that a computed number such as
/// 0.30000000000000004 becomes the number that was meant.
/// </summary>
public sealed class Number(double min, double max, bool aboveMin = false, bool belowMax = false, string? hint = null) : ScalarKind<double>
{
    public override string Expected =>
        $"a number {(aboveMin ? "above" : "from")} {Format(min)} {(belowMax ? "to below" : "to")} {Format(max)}";

    /// <summary>The shortest text from which the same number is read.</summary>
    public override string Format(double value) => (value == 0 ? 0 : value).ToString("R", CultureInfo.InvariantCulture);

    public override bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && double.TryParse(value.ToString("G12", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && (aboveMin ? value > min : value >= min)
        && (belowMax ? value < max : value <= max);

    protected internal override string Hint(string text) => hint is null ? "" : $" ({hint})";
}
