namespace Sweep.Contracts.Architectures;

/// <summary>One trainable tensor of a layer.</summary>
/// <param name="Name">timm's name, such as <c>features.0.weight</c>.</param>
/// <param name="Shape">
/// The shape in PyTorch's order: convolutions [out, in / groups, k, k], linear layers [out, in], others [channels].
/// </param>
/// <param name="IsPrunable">True for the weights of convolutions and linear layers, which pruning ranks and weight decay shrinks.</param>
public sealed record ParameterDefinition(string Name, IReadOnlyList<long> Shape, bool IsPrunable)
{
    public long Count => Shape.Aggregate(1L, (product, length) => checked(product * length));
}
