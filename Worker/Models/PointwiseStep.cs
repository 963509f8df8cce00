using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Worker.Models;

/// <summary>A convolution of 1×1 and stride 1 as what it is, a product of matrices: for machines where libtorch's is wrong.</summary>
/// <param name="weight">[out, in, 1, 1] over OHWI memory.</param>
/// <param name="trainsBias">False leaves the bias out in training: see <see cref="SwallowedBias"/>.</param>
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
