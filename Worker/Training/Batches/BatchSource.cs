using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Models;
using static TorchSharp.torch;

namespace Sweep.Worker.Training.Batches;

/// <summary>
/// Makes the training batch of any step on the device, as a function of the seed. The images are shuffled each epoch, and each image is
/// cropped and mirrored independently. Images that do not fill the last batch are left out of that epoch; a set smaller than a batch is one
/// batch.
/// </summary>
public sealed class BatchSource : IDisposable
{
    private readonly ResidentImages _images;
    private readonly Normaliser _normaliser;
    private readonly IReadOnlyList<Augmentation> _augment;
    private readonly int _seed;

    /// <summary>int64 [2, side · side]: offsets from a crop's first pixel to each of its pixels, unchanged and mirrored.</summary>
    private readonly Tensor _pixelOffsets;

    private EpochDraws? _draws;
    private int _drawnEpoch = -1;

    public BatchSource(ImageSet set, InputNormalisation input, TrainingSettings settings, int seed, Device device)
    {
        (_augment, _seed) = (settings.Augment, seed);
        _images = new ResidentImages(set, _augment.Contains(Augmentation.Crop) ? EpochDraws.Margin(set.Side) : 0, device);
        _normaliser = new Normaliser(input, set.Side, device);
        ImagesPerStep = Math.Min(settings.Batch, set.Count);
        StepsPerEpoch = set.Count / ImagesPerStep;
        _pixelOffsets = PixelOffsets(set.Side, _images.RowLength, device);
    }

    public int ImagesPerStep { get; }

    public int StepsPerEpoch { get; }

    /// <summary>Returns a part of a step's batch. The images and their crops and flips do not depend on how the batch is split.</summary>
    /// <param name="step">Step of the whole run, from 0.</param>
    /// <returns>
    /// The images, fp32 [<paramref name="part"/>'s count, 3, side, side], channels-last, and their labels, int64 [count].
    /// </returns>
    public (Tensor Images, Tensor Labels) At(long step, BatchPart part)
    {
        using var scope = NewDisposeScope();
        var (epoch, batch) = Math.DivRem(step, StepsPerEpoch);
        var draws = DrawsOf((int)epoch);
        var first = (batch * ImagesPerStep) + part.First;
        var starts = draws.Starts.narrow(0, first, part.Count).unsqueeze(1);
        var offsets = _pixelOffsets.index_select(0, draws.Flips.narrow(0, first, part.Count));
        var pixels = _images.Pixels.index_select(0, offsets.add_(starts).view(-1));
        return (_normaliser.Apply(pixels).MoveToOuterDisposeScope(), draws.Labels.narrow(0, first, part.Count).MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        _draws?.Dispose();
        _pixelOffsets.Dispose();
        _normaliser.Dispose();
        _images.Dispose();
    }

    private EpochDraws DrawsOf(int epoch)
    {
        if (_drawnEpoch != epoch)
        {
            _draws?.Dispose();
            _draws = new EpochDraws(_images, _augment, _seed, epoch);
            _drawnEpoch = epoch;
        }

        return _draws!;
    }

    private static Tensor PixelOffsets(int side, int rowLength, Device device)
    {
        var offsets = new long[2 * side * side];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                offsets[(y * side) + x] = (y * rowLength) + x;
                offsets[(side * side) + (y * side) + x] = (y * rowLength) + side - 1 - x;
            }
        }

        using var scope = NewDisposeScope();
        return tensor(offsets, [2, side * side]).to(device).DetachFromDisposeScope();
    }
}
