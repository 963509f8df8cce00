using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Worker.Models;

/// <summary>The last layer. Its outputs are logits, [images, classes], always in fp32.</summary>
/// <param name="weight">[out, in].</param>
/// <param name="bias">[out].</param>
/// <param name="type">The number type in which it computes.</param>
internal sealed class LinearStep(Tensor weight, Tensor bias, ScalarType type) : Step
{
    public override Tensor Forward(Tensor x, Pass pass)
    {
        using var scope = NewDisposeScope();
        var logits = F.linear(Cast(x, type), Cast(weight, type), Cast(bias, type));
        return Cast(logits, float32).MoveToOuterDisposeScope();
    }
}
