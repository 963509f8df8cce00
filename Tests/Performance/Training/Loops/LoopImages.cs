using Sweep.Contracts.Architectures;
using Sweep.Worker.Data;
using static TorchSharp.torch;

namespace Sweep.Performance.Training.Loops;

/// <summary>What both loops of this program train on.</summary>
internal static class LoopImages
{
    /// <summary>Random bytes, image after image and plane after plane, and labels; the same at each call.</summary>
    public static (byte[] Pixels, int[] Labels) Draw(Architecture architecture)
    {
        var random = new Random(1);
        var pixels = new byte[TrainingCase.Images * ImageSet.Channels * architecture.Image * architecture.Image];
        random.NextBytes(pixels);
        return (pixels, [.. Enumerable.Range(0, TrainingCase.Images).Select(_ => random.Next(architecture.Classes))]);
    }

    /// <summary>The images and labels of a <see cref="FirstBatch"/>.</summary>
    /// <param name="first">Where they begin.</param>
    public static (Tensor Images, Tensor Labels) Batch(Tensor numbers, long first)
    {
        var labels = numbers.numel() - TrainingCase.Batch;
        var images = numbers
            .narrow(0, first, labels - first)
            .view(TrainingCase.Batch, ImageSet.Channels, TrainingCase.Image, TrainingCase.Image);
        return (images, numbers.narrow(0, labels, TrainingCase.Batch).to(ScalarType.Int64));
    }
}
