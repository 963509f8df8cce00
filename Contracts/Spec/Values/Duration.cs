using System.Globalization;

namespace Sweep.Contracts.Spec.Values;

/// <summary>A length of time as a number and a unit: <c>90s</c>, <c>30m</c>, <c>6h</c>, <c>2d</c>.</summary>
public sealed class Duration : ScalarKind<TimeSpan>
{
    private static readonly (char Unit, TimeSpan Length)[] _units =
    [
        ('d', TimeSpan.FromDays(1)),
        ('h', TimeSpan.FromHours(1)),
        ('m', TimeSpan.FromMinutes(1)),
        ('s', TimeSpan.FromSeconds(1)),
    ];

    private static readonly TimeSpan _longest = TimeSpan.FromDays(365);

    public override string Expected => "a time above zero such as 90s, 30m, 6h or 2d";

    public override string Format(TimeSpan value)
    {
        var (unit, length) = _units.First(pair => value.Ticks % pair.Length.Ticks == 0 || pair.Unit == 's');
        return (value / length).ToString("R", CultureInfo.InvariantCulture) + unit;
    }

    public override bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        foreach (var (unit, length) in _units)
        {
            if (
                text.EndsWith(unit)
                && double.TryParse(
                    text.AsSpan(0, text.Length - 1),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                && number <= _longest / length
            )
            {
                value = number * length;
                return value > TimeSpan.Zero;
            }
        }

        return false;
    }
}
