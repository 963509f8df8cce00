using Sweep.Worker.Data;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Performance.Training.Loops;

/// <summary>Images with the usual augmentation for CIFAR, one by one, as TorchSharp's loader wants them: pad, crop, flip, normalise.</summary>
internal sealed class AugmentedImages(byte[] pixels, int[] labels, int side) : utils.data.Dataset
{
    private const int Margin = 4;

    private readonly Tensor _images = tensor(pixels, [labels.Length, ImageSet.Channels, side, side]).DetachFromDisposeScope();
    private readonly Tensor _classes = tensor(Array.ConvertAll(labels, label => (long)label)).DetachFromDisposeScope();
    private readonly Tensor _mean = tensor([0.49f, 0.48f, 0.45f]).view(ImageSet.Channels, 1, 1).DetachFromDisposeScope();
    private readonly Tensor _std = tensor([0.25f, 0.24f, 0.26f]).view(ImageSet.Channels, 1, 1).DetachFromDisposeScope();

    public override long Count => labels.Length;

    public override Dictionary<string, Tensor> GetTensor(long index)
    {
        var image = F.pad(_images[index], [Margin, Margin, Margin, Margin])
            .narrow(1, Random.Shared.Next((2 * Margin) + 1), side)
            .narrow(2, Random.Shared.Next((2 * Margin) + 1), side);
        if (Random.Shared.Next(2) == 1)
        {
            image = image.flip(2);
        }

        return new() { ["data"] = image.to(float32).div_(255).sub_(_mean).div_(_std), ["label"] = _classes[index] };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var tensor in (Tensor[])[_images, _classes, _mean, _std])
            {
                tensor.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
