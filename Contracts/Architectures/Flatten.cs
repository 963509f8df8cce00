namespace Sweep.Contracts.Architectures;

/// <summary>Maps of one pixel become a vector. Larger maps are refused: a linear layer's inputs are channels, one for one.</summary>
public sealed record Flatten() : Layer("")
{
    public override Shape Output(Shape input) =>
        input.Side == 1
            ? input
            : throw new ArgumentException($"Only maps of one pixel are flattened, not {input}; pool them first.", nameof(input));
}
