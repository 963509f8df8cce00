using System.Globalization;

namespace Sweep.Contracts.Spec.Values;

public sealed class WholeNumber(int min, int max = int.MaxValue) : ScalarKind<int>
{
    public override string Expected => max == int.MaxValue ? $"a whole number, {min} or more" : $"a whole number from {min} to {max}";

    public override string Format(int value) => value.ToString(CultureInfo.InvariantCulture);

    public override bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;
}
