namespace Sweep.Contracts.Architectures;

/// <summary>A layer at its place in a network, with its cost for one image.</summary>
/// <param name="UsesPerWeight">
/// See <see cref="Layer.UsesPerWeight"/>. Multiplied by the nonzero weights it gives the effective multiply-accumulates.
/// </param>
public sealed record LayerCost(Layer Layer, Shape Input, Shape Output, long UsesPerWeight)
{
    public long Parameters => Layer.Parameters.Sum(parameter => parameter.Count);

    public long MultiplyAccumulates =>
        UsesPerWeight * Layer.Parameters.Where(parameter => parameter.IsPrunable).Sum(parameter => parameter.Count);
}
