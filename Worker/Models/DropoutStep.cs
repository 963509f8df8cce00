using Sweep.Worker.Native;
using static TorchSharp.torch;

namespace Sweep.Worker.Models;

/// <summary>
/// Dropout. The mask is drawn on the CPU from the step's own random numbers, so it is the same on every device and after a resume.
/// </summary>
/// <param name="number">Number of this layer among the network's dropouts, so that no two use the same random numbers.</param>
internal sealed class DropoutStep(double probability, int number) : Step
{
    public override Tensor Forward(Tensor x, Pass pass)
    {
        if (!pass.Training)
        {
            return x;
        }

        var random = pass.Dropout ?? throw new ArgumentNullException(nameof(pass), "Training a network with dropout needs random numbers.");
        var scale = (float)(1 / (1 - probability));
        var mask = new float[x.numel()];
        var first = ((ulong)number << 40) + (ulong)(pass.FirstImage * (x.numel() / x.shape[0]));
        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = random.Uniform(first + (ulong)i) < probability ? 0 : scale;
        }

        using var scope = NewDisposeScope();
        return x.mul(Upload.To(tensor(mask, x.shape, x.dtype), x.device)).MoveToOuterDisposeScope();
    }
}
