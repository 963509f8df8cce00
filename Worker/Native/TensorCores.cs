using static TorchSharp.torch;

namespace Sweep.Worker.Native;

/// <summary>
/// Whether CUDA may round the inputs of fp32 products to TF32. libtorch has one setting per process; it has no effect on a CPU.
/// </summary>
internal static class TensorCores
{
    private static readonly ProcessSwitch _switch = new(Allow);

    /// <summary>
    /// Holds the setting for a stage, which may wait for stages in this process that need the other one. Null without CUDA.
    /// </summary>
    public static IDisposable? Hold(bool tf32, CancellationToken stop) => cuda.is_available() ? _switch.Hold(tf32, stop) : null;

    public static void Allow(bool tf32)
    {
        if (cuda.is_available())
        {
            backends.cuda.matmul.allow_tf32 = tf32;
            backends.cudnn.allow_tf32 = tf32;
        }
    }
}
