using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Worker.Native;

/// <summary>Copies tensors from the CPU to the device.</summary>
internal static class Upload
{
    /// <summary>
    /// Queues the copy on the device and does not wait for it. A copy to a GPU goes through pinned memory, which libtorch keeps until the
    /// copy is done. The caller disposes the result, and may dispose <paramref name="source"/> at once.
    /// </summary>
    public static Tensor To(Tensor source, Device device)
    {
        if (device.type != DeviceType.CUDA)
        {
            return source.to(device);
        }

        using var pinned = source.pin_memory();
        return pinned.to(device, non_blocking: true);
    }
}
