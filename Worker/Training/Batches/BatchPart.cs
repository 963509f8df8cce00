using Sweep.Contracts.Architectures;

namespace Sweep.Worker.Training.Batches;

/// <summary>A part of a batch whose images are processed together.</summary>
/// <param name="First">Position of its first image in the batch, from 0.</param>
/// <param name="Count">Number of its images.</param>
public readonly record struct BatchPart(int First, int Count)
{
    /// <summary>
    /// Splits a batch into parts that differ by at most one image. There are fewer parts than requested when a part would be empty, or
    /// would have a single image, which a norm cannot normalise.
    /// </summary>
    /// <param name="images">Number of images in the batch.</param>
    /// <param name="splits">The requested number of parts, from 1.</param>
    public static IReadOnlyList<BatchPart> Split(int images, int splits, Architecture architecture)
    {
        var smallest = architecture.Layers.Any(layer => layer is Norm) ? 2 : 1;
        var count = Math.Clamp(splits, 1, Math.Max(1, images / smallest));
        return [.. Enumerable.Range(0, count).Select(Part)];

        BatchPart Part(int index)
        {
            var first = (int)((long)images * index / count);
            return new(first, (int)((long)images * (index + 1) / count) - first);
        }
    }
}
