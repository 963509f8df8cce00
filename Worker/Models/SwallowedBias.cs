using Sweep.Contracts.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Worker.Models;

/// <summary>
/// The bias of a convolution before a norm, as published VGG weights have it. In training the norm subtracts the batch's own mean, so a
/// constant added before it changes nothing but that mean. Training therefore omits the bias in the convolution and adds it to the running
/// mean only.
/// </summary>
/// <param name="bias">The convolution's bias, [channels].</param>
/// <param name="runningMean">The norm's running mean, [channels].</param>
internal sealed class SwallowedBias(Tensor bias, Tensor runningMean)
{
    /// <summary>The norm will keep the share 1 − momentum of the running mean, and momentum · bias should be added to it.</summary>
    private static readonly Scalar _share = NormStep.Momentum / (1 - NormStep.Momentum);

    /// <summary>The convolutions with bias that are directly followed by a norm.</summary>
    public static IEnumerable<(Conv Conv, Norm Norm)> In(Architecture architecture) =>
        architecture
            .Layers.Zip(architecture.Layers.Skip(1))
            .Where(pair => pair is { First: Conv { Bias: true }, Second: Norm })
            .Select(pair => ((Conv)pair.First, (Norm)pair.Second));

    /// <summary>
    /// Call it before a training pass and not within it. All running means share their memory, and autograd would notice that a tensor
    /// changed which an earlier norm keeps for its backward pass.
    /// </summary>
    public void AddToRunningMean() => runningMean.add_(bias, _share);
}
