namespace Sweep.Worker.Pruning;

/// <summary>Where a parameter lies in the network's flat vector.</summary>
/// <param name="Name">Such as <c>features.0.weight</c>.</param>
/// <param name="Offset">Of its first number; convolutions lie as [out, k, k, in].</param>
/// <param name="IsPrunable">True for the weights of convolutions and linear layers.</param>
public readonly record struct ParameterSpan(string Name, int Offset, int Count, bool IsPrunable)
{
    public Span<T> In<T>(Span<T> flat) => flat.Slice(Offset, Count);

    public ReadOnlySpan<T> In<T>(ReadOnlySpan<T> flat) => flat.Slice(Offset, Count);
}
