using System.Globalization;

namespace Sweep.Worker.Telemetry.Gpus;

/// <summary>Finds which of the machine's GPUs a worker uses, since CUDA counts only the visible ones.</summary>
internal static class GpuChoice
{
    public const string Variable = "CUDA_VISIBLE_DEVICES";

    /// <param name="device"><c>cuda:N</c>.</param>
    /// <param name="visible">The value of <see cref="Variable"/>; null when it is not set.</param>
    /// <returns>The index among the machine's GPUs, or the beginning of a GPU's id; null when the device is not a GPU.</returns>
    public static string? Of(string device, string? visible)
    {
        if (!device.StartsWith("cuda", StringComparison.Ordinal))
            return null;
        var index = device.Split(':') is [_, var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 0;
        var shown = visible?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return index < shown.Length ? shown[index] : index.ToString(CultureInfo.InvariantCulture);
    }
}
