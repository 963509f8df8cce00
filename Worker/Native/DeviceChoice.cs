using System.Globalization;
using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;
using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Worker.Native;

/// <summary>Turns an option's text into a device of this machine.</summary>
public static class DeviceChoice
{
    /// <exception cref="StageException">There is no such device; the message lists the devices of this machine.</exception>
    public static Device Of(string option)
    {
        var gpus = cuda.is_available() ? cuda.device_count() : 0;
        if (option == "cpu" || (option == "auto" && gpus == 0))
        {
            return CPU;
        }

        var index = option is "auto" or "cuda" ? 0 : ParseIndex(option);
        return index >= 0 && index < gpus
            ? new Device(DeviceType.CUDA, index)
            : throw new StageException(
                $"There is no device '{option}': {string.Join(", ", ["auto", "cpu", .. Enumerable.Range(0, gpus).Select(i => $"cuda:{i}")])} are here.",
                FailureCause.Unknown
            );
    }

    /// <summary>The device as results name it: <c>cpu (2 threads)</c>, or the GPU's name.</summary>
    public static string Describe(Device device) =>
        device.type == DeviceType.CUDA
            ? GpuName() ?? device.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"cpu ({get_num_threads()} {(get_num_threads() == 1 ? "thread" : "threads")})");

    private static int ParseIndex(string option) =>
        option.StartsWith("cuda:", StringComparison.Ordinal)
        && int.TryParse(option[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : -1;

    /// <summary>
    /// Reads the GPU's name from NVIDIA's driver on Linux, since TorchSharp does not offer it. Null when the machine has no GPU, or GPUs of
    /// different models, which the driver may list in another order than CUDA.
    /// </summary>
    private static string? GpuName()
    {
        const string folder = "/proc/driver/nvidia/gpus";
        const string key = "Model:";
        var names = Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder, "information", SearchOption.AllDirectories)
                .SelectMany(File.ReadLines)
                .Where(line => line.StartsWith(key, StringComparison.Ordinal))
                .Select(line => line[key.Length..].Trim())
                .Distinct()
                .ToList()
            : [];
        return names.Count == 1 ? names[0] : null;
    }
}
