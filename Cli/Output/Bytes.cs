using System.Globalization;

namespace Sweep.Cli.Output;

/// <summary>Sizes for people.</summary>
internal static class Bytes
{
    public static string Text(double bytes) =>
        bytes switch
        {
            < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} B"),
            < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 10):N1} KiB"),
            < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):N1} MiB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 30):N1} GiB"),
        };
}
