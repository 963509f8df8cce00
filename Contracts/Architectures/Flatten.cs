namespace Sweep.Contracts.Architectures;

/// <summary>Turns maps of one pixel into a vector. Larger maps are refused, because each input of a linear layer is one channel.</summary>
public sealed record Flatten() : Layer("")
{
    public override Shape Output(Shape input) =>
        input.Side == 1
            ? input
            : throw new ArgumentException($"Only maps of one pixel are flattened, not {input}; pool them first.", nameof(input));
}
