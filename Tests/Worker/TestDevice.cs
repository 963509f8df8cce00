using Sweep.Worker.Native;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker;

/// <summary>
/// The device on which tests train: the CPU, or the value of SWEEP_TEST_DEVICE, such as cuda:0. Tests that use it have the trait
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

        // The engine does the same for fp32; by default libtorch lets cuDNN round to TF32.
        TensorCores.Allow(tf32: false);
        return device;
    });

    public static bool IsCpu => Option == "cpu";

    public static Device Device => _device.Value;

    /// <summary>The numbers of a tensor on any device, in the order of its shape.</summary>
    public static T[] Numbers<T>(this Tensor tensor)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<T>().ToArray();
    }
}
