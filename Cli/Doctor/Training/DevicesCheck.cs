using System.Globalization;
using Sweep.Cli.Output;
using Sweep.Contracts;
using Sweep.Worker.Examination;
using Sweep.Worker.Telemetry.Gpus;

namespace Sweep.Cli.Doctor.Training;

/// <summary>The CUDA devices: what the driver says of them, and whether each computes.</summary>
/// <param name="survey">What the driver says; in tests another.</param>
internal sealed class DevicesCheck(Probe probe, Func<string, string?> variable, Func<GpuSurvey> survey)
    : ProbeCheck<IReadOnlyList<DeviceFacts>>(probe, ProbePart.Devices, "trying them failed")
{
    private const string Visible = "CUDA_VISIBLE_DEVICES";

    /// <summary>Relative errors of products of 256 normal numbers: fp32 rounds at 2⁻²⁴, TF32 at 2⁻¹¹, bf16 at 2⁻⁹.</summary>
    private const double Fp32Tolerance = 1e-5;
    private const double Tf32Tolerance = 2e-3;
    private const double Bf16Tolerance = 1e-2;

    public override string Name => "CUDA devices";

    protected override Finding Judge(IReadOnlyList<DeviceFacts> facts)
    {
        var (devices, driver) = (facts, survey());
        var shown = variable(Visible);
        var about = driver.Driver is null
            ? ""
            : $"; driver {driver.Driver} for CUDA up to {driver.Cuda ?? "?"}: {string.Join("; ", driver.Gpus.Select(Describe))}{(shown is null ? "" : $"; {Visible}={shown}")}";
        return (
            devices.Count switch
            {
                0 when driver.Gpus.Count == 0 && driver.Problem is null => Finding.Ok("no CUDA device"),
                0 when driver.Problem is { } problem => Finding.Warning(
                    $"no CUDA device, and the driver does not answer: {problem}",
                    "Look at nvidia-smi; a driver that was updated needs a restart of the machine, a container the devices of its host."
                ),
                0 => Finding.Warning(
                    $"libtorch sees no CUDA device{about}",
                    $"Take libtorch with CUDA (make build TORCH=cuda, docs/gpu.md); if that is here, unset {Visible}, and compare the driver's CUDA with libtorch's."
                ),
                _ => Finding.Of($"{Counted.Of(devices.Count, "device")}{about}", [.. devices.SelectMany(Troubles)]),
            }
        ).With(
            ("driver", driver.Driver),
            ("driver_cuda", driver.Cuda),
            ("visible", shown),
            (
                "gpus",
                driver.Gpus.Select(gpu => new
                {
                    gpu.Id,
                    gpu.Name,
                    gpu.Capability,
                    MemoryBytes = gpu.MemorySize,
                    FreeBytes = gpu.MemoryFree,
                })
            ),
            ("devices", devices)
        );
    }

    private static string Describe(GpuFacts gpu) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{gpu.Name}, compute capability {gpu.Capability ?? "unknown"}, {Bytes.Text(gpu.MemoryFree ?? 0)} free of {Bytes.Text(gpu.MemorySize ?? 0)}"
        );

    private static IEnumerable<Finding?> Troubles(DeviceFacts device)
    {
        if (device.Problem is { } problem)
        {
            yield return Finding.Failed($"cuda:{device.Index} does not compute: {problem}", LibraryErrors.Remedy(problem));
            yield break;
        }

        yield return Wrong(device.Index, "fp32", device.Fp32Error, Fp32Tolerance);
        yield return Wrong(device.Index, "TF32", device.Tf32Error, Tf32Tolerance);
        yield return Wrong(device.Index, "bf16", device.Bf16Error, Bf16Tolerance);
        yield return Wrong(device.Index, "convolution by cuDNN", device.ConvolutionError, Fp32Tolerance);
    }

    private static Finding? Wrong(int index, string what, double? error, double tolerance) =>
        error <= tolerance
            ? null
            : Finding.Failed(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"cuda:{index} computes in {what} with a relative error of {error:0.0e+0}, where {tolerance:0.0e+0} is expected"
                ),
                "Do not use this device: look for errors of its memory (nvidia-smi -q -d ECC), and try another driver."
            );
}
