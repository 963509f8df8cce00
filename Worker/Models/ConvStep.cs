using Sweep.Contracts.Architectures;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Worker.Models;

internal sealed class ConvStep : Step
{
    private readonly Tensor weight;
    private readonly Tensor? bias;
    private readonly bool trainsBias;
    private readonly ScalarType type;
    private readonly long groups;
    private readonly long[] strides;
    private readonly long[] padding;

    /// <summary>Left, right, top, bottom: what a convolution cannot add itself, since it pads both sides alike.</summary>
    private readonly long[]? unevenPadding;

    /// <param name="side">Of the input maps.</param>
    /// <param name="trainsBias">False leaves the bias out in training: see <see cref="SwallowedBias"/>.</param>
    public ConvStep(Conv conv, int side, Tensor weight, Tensor? bias, bool trainsBias, ScalarType type)
    {
        (this.weight, this.bias, this.trainsBias, this.type) = (weight, bias, trainsBias, type);
        groups = conv.Groups;
        strides = [conv.Stride, conv.Stride];
        var (before, after) = conv.Pad(side);
        unevenPadding = before == after ? null : [before, after, before, after];
        padding = before == after ? [before, before] : [0, 0];
    }

    public override Tensor Forward(Tensor x, Pass pass)
    {
        using var scope = NewDisposeScope();
        var input = Cast(x, type);
        if (unevenPadding is not null)
        {
            input = F.pad(input, unevenPadding);
        }

        var castBias = bias is null || (pass.Training && !trainsBias) ? null : Cast(bias, type);
        return F.conv2d(input, Cast(weight, type), castBias, strides, padding, groups: groups).MoveToOuterDisposeScope();
    }
}
