using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Worker.Native;

/// <summary>Brings what the processor has made to the device.</summary>
internal static class Upload
{
    /// <summary>
    /// Queued behind what the device has to do, and not waited for: to a GPU by way of pinned memory, which libtorch holds back until the copy is
    /// done. The caller disposes the result; <paramref name="made"/> may go at once.
    /// </summary>
    public static Tensor To(Tensor made, Device device)
    {
        if (device.type != DeviceType.CUDA)
        {
            return made.to(device);
        }

        using var pinned = made.pin_memory();
        return pinned.to(device, non_blocking: true);
    }
}
