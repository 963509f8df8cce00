using System.Globalization;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Hosting.Configuration;

/// <summary>Reads a number of bytes as a whole number and a unit: <c>512MiB</c>, <c>2GiB</c>.</summary>
public sealed class ByteSize : ScalarKind<long>
{
    private static readonly (string Unit, int Shift)[] _units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];

    public override string Expected => "a size such as 512MiB or 2GiB, or 0";

    public override string Format(long value)
    {
        foreach (var (unit, shift) in _units)
        {
            if (value > 0 && value % (1L << shift) == 0)
                return (value >> shift).ToString(CultureInfo.InvariantCulture) + unit;
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }

    public override bool TryParse(string text, out long value)
    {
        var (unit, shift) = _units.FirstOrDefault(pair => text.EndsWith(pair.Unit, StringComparison.Ordinal));
        return long.TryParse(text.AsSpan(0, text.Length - (unit?.Length ?? 0)), NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value <= long.MaxValue >> shift
            && (value <<= shift) >= 0;
    }
}
