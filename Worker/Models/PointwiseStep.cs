using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Worker.Models;

/// <summary>A 1×1 convolution of stride 1, computed as a product of matrices, for machines where libtorch's convolution is wrong.</summary>
/// <param name="weight">[out, in, 1, 1], stored as [out, 1, 1, in].</param>
/// <param name="bias">[out]; null for a convolution without bias.</param>
/// <param name="trainsBias">False omits the bias in training; see <see cref="SwallowedBias"/>.</param>
/// <param name="type">The number type in which it computes.</param>
/// <seealso cref="Native.NativeRuntime.MiscomputesConvolutions"/>
internal sealed class PointwiseStep(Tensor weight, Tensor? bias, bool trainsBias, ScalarType type) : Step
{
    public override Tensor Forward(Tensor x, Pass pass)
    {
        using var scope = NewDisposeScope();
        var pixels = Cast(x, type).permute(0, 2, 3, 1);
        var castBias = bias is null || (pass.Training && !trainsBias) ? null : Cast(bias, type);
        return F.linear(pixels, Cast(weight, type).flatten(1), castBias).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
