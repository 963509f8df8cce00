using Sweep.Contracts.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Worker.Models;

/// <summary>
/// Published VGG weights have a bias before each norm. While the norm goes by the batch's own mean, adding a constant first
/// changes nothing but that mean, so training leaves it out of the convolution and adds it to the running mean alone.
/// </summary>
/// <param name="bias">Of the convolution.</param>
/// <param name="runningMean">Of the norm.</param>
internal sealed class SwallowedBias(Tensor bias, Tensor runningMean)
{
    /// <summary>The norm will keep 1 − momentum of what the running mean is now, and should keep momentum · bias.</summary>
    private static readonly Scalar _share = NormStep.Momentum / (1 - NormStep.Momentum);

    /// <summary>The convolutions with bias that a norm follows at once.</summary>
    public static IEnumerable<(Conv Conv, Norm Norm)> In(Architecture architecture) =>
        architecture
            .Layers.Zip(architecture.Layers.Skip(1))
            .Where(pair => pair is { First: Conv { Bias: true }, Second: Norm })
            .Select(pair => ((Conv)pair.First, (Norm)pair.Second));

    /// <summary>
    /// Before a training pass, not within it: autograd would see that a running mean changed which an earlier norm keeps for
    /// its backward pass, since all of them share their memory.
    /// </summary>
    public void AddToRunningMean() => runningMean.add_(bias, _share);
}
