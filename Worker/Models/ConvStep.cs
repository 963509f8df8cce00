using Sweep.Contracts.Architectures;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Worker.Models;

/// <summary>A convolution, computed by libtorch.</summary>
internal sealed class ConvStep : Step
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly bool _trainsBias;
    private readonly ScalarType _type;
    private readonly long _groups;
    private readonly long[] _strides;
    private readonly long[] _padding;

    /// <summary>
    /// Left, right, top, bottom. A separate step adds it, because libtorch's convolution pads both sides alike. Null when they are alike.
    /// </summary>
    private readonly long[]? _unevenPadding;

    /// <param name="side">Side of the input maps, in pixels.</param>
    /// <param name="weight">[out, in / groups, k, k].</param>
    /// <param name="bias">[out]; null for a convolution without bias.</param>
    /// <param name="trainsBias">False omits the bias in training; see <see cref="SwallowedBias"/>.</param>
    /// <param name="type">The number type in which it computes.</param>
    public ConvStep(Conv conv, int side, Tensor weight, Tensor? bias, bool trainsBias, ScalarType type)
    {
        (_weight, _bias, _trainsBias, _type) = (weight, bias, trainsBias, type);
        _groups = conv.Groups;
        _strides = [conv.Stride, conv.Stride];
        var (before, after) = conv.Pad(side);
        _unevenPadding = before == after ? null : [before, after, before, after];
        _padding = before == after ? [before, before] : [0, 0];
    }

    public override Tensor Forward(Tensor x, Pass pass)
    {
        using var scope = NewDisposeScope();
        var input = Cast(x, _type);
        if (_unevenPadding is not null)
        {
            input = F.pad(input, _unevenPadding);
        }

        var castBias = _bias is null || (pass.Training && !_trainsBias) ? null : Cast(_bias, _type);
        return F.conv2d(input, Cast(_weight, _type), castBias, _strides, _padding, groups: _groups).MoveToOuterDisposeScope();
    }
}
