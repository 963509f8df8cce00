using static TorchSharp.torch;

namespace Sweep.Worker.Checkpoints.Safetensors;

/// <summary>Gives access to a tensor's memory in pieces, because a tensor can be larger than the 2 GiB of a span.</summary>
internal static class TensorBytes
{
    public delegate void ChunkAction(Span<byte> bytes);

    /// <param name="tensor">A contiguous tensor on the CPU.</param>
    /// <param name="chunkBytes">The most bytes of one piece.</param>
    /// <param name="action">Called for each piece in order.</param>
    public static void ForEachChunk(Tensor tensor, long chunkBytes, ChunkAction action)
    {
        using var flat = tensor.reshape(-1);
        var step = Math.Max(1, chunkBytes / tensor.ElementSize);
        for (var i = 0L; i < flat.numel(); i += step)
        {
            using var chunk = flat.narrow(0, i, Math.Min(step, flat.numel() - i));
            action(chunk.bytes);
        }
    }
}
