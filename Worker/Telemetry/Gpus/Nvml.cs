using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sweep.Worker.Telemetry.Gpus;

/// <summary>Bindings to NVIDIA's management library, which comes with the driver.</summary>
internal static unsafe partial class Nvml
{
    private const string Library = "libnvidia-ml.so.1";
    private const int TextSize = 96;

    /// <summary>Opens a GPU, which stays open until the process ends.</summary>
    /// <param name="choice">See <see cref="GpuChoice"/>.</param>
    /// <param name="problem">Why the GPU could not be opened; null when it was.</param>
    public static IGpu? Open(string choice, out string? problem)
    {
        problem = null;
        try
        {
            if (Init() is not 0 and var code)
            {
                problem = $"{Library} cannot be initialised (code {code})";
                return null;
            }

            var device = Find(choice);
            if (device == 0)
                problem = $"{Library} knows no GPU {choice}";
            return device == 0 ? null : new Gpu(device);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            problem = $"{Library} is missing, or of an unknown kind";
            return null;
        }
    }

    /// <summary>Lists all GPUs of the machine, including those that are hidden from CUDA.</summary>
    public static GpuSurvey Survey()
    {
        try
        {
            if (Init() is not 0 and var code)
                return new GpuSurvey { Problem = $"{Library} cannot be initialised (code {code})" };
            var gpus = new List<GpuFacts>();
            for (var number = 0u; ByIndex(number, out var device) == 0; number++)
            {
                var hasCapability = Capability(device, out var major, out var minor) == 0;
                gpus.Add(
                    new GpuFacts(IdOf(device), TextOf((text, size) => Name(device, text, size)))
                    {
                        Capability = hasCapability ? $"{major}.{minor}" : null,
                        MemorySize = Memory(device, out var memory) == 0 ? (long)memory.Total : null,
                        MemoryFree = memory.Total > 0 ? (long)memory.Free : null,
                    }
                );
            }

            return new GpuSurvey
            {
                Driver = TextOf(DriverVersion),
                Cuda = CudaVersion(out var version) == 0 ? $"{version / 1000}.{version % 1000 / 10}" : null,
                Gpus = gpus,
            };
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return new GpuSurvey();
        }
    }

    private static nint Find(string choice)
    {
        if (uint.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return ByIndex(index, out var device) == 0 ? device : 0;
        if (ById(choice, out var exact) == 0)
            return exact;
        // CUDA also accepts the beginning of an id.
        for (var number = 0u; ByIndex(number, out var device) == 0; number++)
        {
            if (IdOf(device).StartsWith(choice, StringComparison.OrdinalIgnoreCase))
                return device;
        }

        return 0;
    }

    private static string IdOf(nint device) => TextOf((text, size) => Id(device, text, size));

    private static string TextOf(TextQuestion question)
    {
        var text = stackalloc byte[TextSize];
        return question(text, TextSize) == 0
            ? Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text))
            : "unknown";
    }

    private delegate int TextQuestion(byte* text, uint size);

    [LibraryImport(Library, EntryPoint = "nvmlInit_v2")]
    private static partial int Init();

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByIndex_v2")]
    private static partial int ByIndex(uint index, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByUUID", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ById(string id, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetUUID")]
    private static partial int Id(nint device, byte* text, uint size);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetName")]
    private static partial int Name(nint device, byte* text, uint size);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetCudaComputeCapability")]
    private static partial int Capability(nint device, out int major, out int minor);

    [LibraryImport(Library, EntryPoint = "nvmlSystemGetDriverVersion")]
    private static partial int DriverVersion(byte* text, uint size);

    /// <summary>The newest CUDA that the driver supports, as 1000 · major + 10 · minor.</summary>
    [LibraryImport(Library, EntryPoint = "nvmlSystemGetCudaDriverVersion_v2")]
    private static partial int CudaVersion(out int version);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetUtilizationRates")]
    private static partial int Utilization(nint device, out Rates rates);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMemoryInfo")]
    private static partial int Memory(nint device, out MemoryInfo memory);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetPowerUsage")]
    private static partial int Power(nint device, out uint milliwatts);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetEnforcedPowerLimit")]
    private static partial int PowerLimit(nint device, out uint milliwatts);

    /// <param name="sensor">0 is the chip's sensor, the only one.</param>
    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetTemperature")]
    private static partial int Temperature(nint device, int sensor, out uint celsius);

    /// <param name="kind">0 for corrected errors, 1 for uncorrected ones.</param>
    /// <param name="since">0 counts since the driver was loaded.</param>
    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetTotalEccErrors")]
    private static partial int MemoryErrors(nint device, int kind, int since, out ulong count);

    /// <summary>The function's name before version 12, which newer libraries still export.</summary>
    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetCurrentClocksThrottleReasons")]
    private static partial int Slowdowns(nint device, out ulong reasons);

    [StructLayout(LayoutKind.Sequential)]
    private struct Rates
    {
        public uint Gpu;
        public uint Memory;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryInfo
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    private sealed class Gpu(nint device) : IGpu
    {
        public string Id { get; } = IdOf(device);

        /// <summary>A partition of a divided GPU reports only some of the values, and older GPUs have no error correction.</summary>
        public GpuReading Read()
        {
            var hasMemory = Memory(device, out var memory) == 0;
            return new GpuReading
            {
                Utilization = Utilization(device, out var rates) == 0 ? rates.Gpu / 100.0 : null,
                MemoryUsed = hasMemory ? (long)memory.Used : null,
                MemorySize = hasMemory ? (long)memory.Total : null,
                Watts = Power(device, out var power) == 0 ? power / 1000.0 : null,
                MostWatts = PowerLimit(device, out var limit) == 0 ? limit / 1000.0 : null,
                Celsius = Temperature(device, 0, out var celsius) == 0 ? celsius : null,
                Corrected = MemoryErrors(device, 0, 0, out var corrected) == 0 ? (long)corrected : null,
                Uncorrected = MemoryErrors(device, 1, 0, out var uncorrected) == 0 ? (long)uncorrected : null,
                Slowdowns = Slowdowns(device, out var reasons) == 0 ? (GpuSlowdowns)reasons : null,
            };
        }
    }
}
