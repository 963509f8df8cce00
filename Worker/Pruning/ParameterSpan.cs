namespace Sweep.Worker.Pruning;

/// <summary>The place of a parameter in the network's flat vector.</summary>
/// <param name="Name">The published name, such as <c>features.0.weight</c>.</param>
/// <param name="Offset">Index of its first number; convolutions are stored as [out, k, k, in].</param>
/// <param name="IsPrunable">True for the weights of convolutions and linear layers.</param>
public readonly record struct ParameterSpan(string Name, int Offset, int Count, bool IsPrunable)
{
    public Span<T> In<T>(Span<T> flat) => flat.Slice(Offset, Count);

    public ReadOnlySpan<T> In<T>(ReadOnlySpan<T> flat) => flat.Slice(Offset, Count);
}
