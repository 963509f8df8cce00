using System.Globalization;

namespace Sweep.Worker.Telemetry.Gpus;

/// <summary>Which of the machine's GPUs a worker works on: CUDA counts those that it is shown.</summary>
internal static class GpuChoice
{
    public const string Variable = "CUDA_VISIBLE_DEVICES";

    /// <param name="device"><c>cuda:N</c>.</param>
    /// <param name="visible">What <see cref="Variable"/> says; null when it says nothing.</param>
    /// <returns>An index among the machine's, or the beginning of an id; null when the device is no GPU.</returns>
    public static string? Of(string device, string? visible)
    {
        if (!device.StartsWith("cuda", StringComparison.Ordinal))
            return null;
        var index = device.Split(':') is [_, var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 0;
        var shown = visible?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return index < shown.Length ? shown[index] : index.ToString(CultureInfo.InvariantCulture);
    }
}
