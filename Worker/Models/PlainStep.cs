using static TorchSharp.torch;

namespace Sweep.Worker.Models;

/// <summary>A layer without parameters.</summary>
internal sealed class PlainStep(Func<Tensor, Tensor> forward) : Step
{
    public override Tensor Forward(Tensor x, Pass pass) => forward(x);
}
