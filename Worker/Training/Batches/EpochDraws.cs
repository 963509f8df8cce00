using Sweep.Contracts.Stages;
using Sweep.Worker.Native;
using Sweep.Worker.Randomness;
using static TorchSharp.torch;

namespace Sweep.Worker.Training.Batches;

/// <summary>
/// All random choices about the data of one epoch, as a function of seed and epoch. They are drawn on the CPU for each image independently,
/// so they are the same for every device, and uploaded once.
/// </summary>
public sealed class EpochDraws : IDisposable
{
    public EpochDraws(ResidentImages images, IReadOnlyList<Augmentation> augment, int seed, int epoch)
    {
        using var scope = NewDisposeScope();
        var order = CounterRandom.For(seed, RandomPurpose.Order, epoch).Permutation(images.Count);
        var (starts, flips) = (new long[order.Length], new long[order.Length]);
        var margin = augment.Contains(Augmentation.Crop) ? Margin(images.Side) : 0;
        var offsets = CounterRandom.For(seed, RandomPurpose.CropOffsets, epoch);
        var mirrors = CounterRandom.For(seed, RandomPurpose.Flips, epoch);
        for (var i = 0; i < order.Length; i++)
        {
            var index = (ulong)i;
            starts[i] = images.Start(
                order[i],
                offsets.Below(2 * index, (2 * margin) + 1) - margin,
                offsets.Below((2 * index) + 1, (2 * margin) + 1) - margin
            );
            flips[i] = augment.Contains(Augmentation.Flip) ? mirrors.Below(index, 2) : 0;
        }

        Starts = Upload.To(tensor(starts), images.Device).DetachFromDisposeScope();
        Flips = Upload.To(tensor(flips), images.Device).DetachFromDisposeScope();
        using var chosen = Upload.To(tensor(Array.ConvertAll(order, image => (long)image)), images.Device);
        Labels = images.Labels.index_select(0, chosen).DetachFromDisposeScope();
    }

    /// <summary>
    /// int64 [images]: for each image of the epoch, in order, the row of <see cref="ResidentImages.Pixels"/> where its crop starts.
    /// </summary>
    public Tensor Starts { get; }

    /// <summary>int64 [images]: 1 where the image is mirrored, else 0.</summary>
    public Tensor Flips { get; }

    /// <summary>int64 [images]: the labels in the order of the epoch.</summary>
    public Tensor Labels { get; }

    /// <summary>How far a crop may move, in pixels: an eighth of the side, which is the usual 4 at 32.</summary>
    public static int Margin(int side) => side / 8;

    public void Dispose()
    {
        Starts.Dispose();
        Flips.Dispose();
        Labels.Dispose();
    }
}
