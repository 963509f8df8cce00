namespace Sweep.Contracts.Architectures;

/// <summary>A square convolution.</summary>
/// <param name="IsDepthwise">
/// True when filter i reads only channel i, and so is removed together with that channel. Then <paramref name="Out"/> equals
/// <paramref name="In"/>.
/// </param>
public sealed record Conv(string Name, int In, int Out, int Kernel, int Stride, Padding Padding, bool IsDepthwise, bool Bias) : Layer(Name)
{
    public int Groups => IsDepthwise ? In : 1;

    public override IReadOnlyList<ParameterDefinition> Parameters
    {
        get
        {
            var weight = new ParameterDefinition($"{Name}.weight", [Out, IsDepthwise ? 1 : In, Kernel, Kernel], IsPrunable: true);
            return Bias ? [weight, new ParameterDefinition($"{Name}.bias", [Out], IsPrunable: false)] : [weight];
        }
    }

    public override Shape Output(Shape input)
    {
        RequireChannels(input, In);
        var (before, after) = Pad(input.Side);
        var side = (input.Side + before + after - Kernel) / Stride + 1;
        return input.Side + before + after >= Kernel
            ? new Shape(Out, side)
            : throw new ArgumentException($"Convolution '{Name}' of {Kernel}×{Kernel} does not fit into {input}.", nameof(input));
    }

    public override long UsesPerWeight(Shape input) => Output(input).Pixels;

    /// <summary>Number of zeros added before and after a row or column of <paramref name="side"/> pixels.</summary>
    public (int Before, int After) Pad(int side)
    {
        if (Padding != Padding.TfSame)
        {
            var half = Padding == Padding.None ? 0 : Kernel / 2;
            return (half, half);
        }

        var outputs = (side + Stride - 1) / Stride;
        var total = Math.Max(0, (outputs - 1) * Stride + Kernel - side);
        return (total / 2, total - total / 2);
    }
}
