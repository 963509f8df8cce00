using Sweep.Contracts.Architectures;

namespace Sweep.Worker.Training.Batches;

/// <summary>Images of a batch that are worked off together.</summary>
/// <param name="First">From 0.</param>
public readonly record struct BatchPart(int First, int Count)
{
    /// <summary>
    /// A batch in parts that differ by one image at most. There are fewer than asked for where a part would have a single image
    /// that a norm could not normalise, or none.
    /// </summary>
    /// <param name="images">Of the batch.</param>
    /// <param name="splits">How many parts, from 1.</param>
    public static IReadOnlyList<BatchPart> Of(int images, int splits, Architecture architecture)
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
