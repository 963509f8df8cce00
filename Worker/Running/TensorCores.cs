using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>Whether CUDA may round the inputs of fp32 products to TF32. Process-wide in libtorch; nothing on a CPU.</summary>
internal static class TensorCores
{
    public static void Allow(bool tf32)
    {
        if (cuda.is_available())
        {
            backends.cuda.matmul.allow_tf32 = tf32;
            backends.cudnn.allow_tf32 = tf32;
        }
    }
}
