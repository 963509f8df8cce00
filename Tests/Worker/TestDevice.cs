using Sweep.Worker.Native;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker;

/// <summary>
/// What tests train on: the CPU, or what SWEEP_TEST_DEVICE says, such as cuda:0. Tests that follow it have the trait
/// <c>Device=any</c>; build/gpu-check.sh runs those on a GPU.
/// </summary>
internal static class TestDevice
{
    public const string Trait = "Device";
    public const string Any = "any";

    /// <summary>The device under test, as <c>EngineOptions.Device</c> writes it.</summary>
    public static string Option { get; } =
        Environment.GetEnvironmentVariable("SWEEP_TEST_DEVICE") is { Length: > 0 } option ? option : "cpu";

    private static readonly Lazy<Device> _device = new(() =>
    {
        var device = DeviceChoice.Of(Option);

        // As the engine has it for fp32: libtorch would let cuDNN round to TF32.
        TensorCores.Allow(tf32: false);
        return device;
    });

    public static bool IsCpu => Option == "cpu";

    public static Device Device => _device.Value;

    /// <summary>A tensor's numbers, wherever it lies, in the order of its shape.</summary>
    public static T[] Numbers<T>(this Tensor tensor)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<T>().ToArray();
    }
}
