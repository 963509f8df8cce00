using System.Globalization;

namespace Sweep.Performance.Gpu;

/// <summary>What is to be measured, and where.</summary>
/// <param name="Device">As sweep-worker takes it.</param>
/// <param name="Python">One that has torch; null for none.</param>
/// <param name="Time">About how long it may take.</param>
/// <param name="IsSmall">Enough to see that all of it runs.</param>
internal sealed record GpuRequest(string Device, string? Python, TimeSpan Time, bool IsSmall)
{
    public const string Usage = "gpu DEVICE PYTHON|- SECONDS full|small";

    public int Images => IsSmall ? 2_560 : 50_000;

    public static int Threads => Environment.ProcessorCount;

    public IReadOnlyList<int> Processes => IsSmall ? [1, 2] : [1, 2, 4, 8];

    /// <summary>Null when the arguments are not as <see cref="Usage"/> says.</summary>
    public static GpuRequest? Parse(string[] arguments) =>
        arguments is [var device, var python, var seconds, "full" or "small"]
        && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var time)
            ? new(device, python == "-" ? null : python, TimeSpan.FromSeconds(time), arguments[3] == "small")
            : null;
}
