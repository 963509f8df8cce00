using Sweep.Contracts.Stages;
using Sweep.Worker.Native;
using Sweep.Worker.Randomness;
using static TorchSharp.torch;

namespace Sweep.Worker.Training.Batches;

/// <summary>
/// All that is random about the data of one epoch, a function of seed and epoch: drawn on the CPU for every image by itself,
/// the same for every device, and uploaded once.
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

    /// <summary>int64: for each image of the epoch, in order, the pixel where its crop starts.</summary>
    public Tensor Starts { get; }

    /// <summary>int64: 1 where the image is mirrored.</summary>
    public Tensor Flips { get; }

    /// <summary>int64.</summary>
    public Tensor Labels { get; }

    /// <summary>An eighth of the side: the usual 4 pixels at 32.</summary>
    public static int Margin(int side) => side / 8;

    public void Dispose()
    {
        Starts.Dispose();
        Flips.Dispose();
        Labels.Dispose();
    }
}
