namespace Sweep.Contracts.Architectures;

/// <summary>A layer in its place in a network, with what it costs for one image.</summary>
/// <param name="UsesPerWeight">See <see cref="Layer.UsesPerWeight"/>: nonzero weights times this are the effective multiply-accumulates.</param>
public sealed record LayerCost(Layer Layer, Shape Input, Shape Output, long UsesPerWeight)
{
    public long Parameters => Layer.Parameters.Sum(parameter => parameter.Count);

    public long MultiplyAccumulates =>
        UsesPerWeight * Layer.Parameters.Where(parameter => parameter.IsPrunable).Sum(parameter => parameter.Count);
}
