namespace Sweep.Contracts.Architectures;

/// <summary>A 2×2 max pool with stride 2; an odd last row or column is dropped.</summary>
public sealed record MaxPool() : Layer("")
{
    public override Shape Output(Shape input) =>
        input.Side >= 2
            ? input with
            {
                Side = input.Side / 2,
            }
            : throw new ArgumentException($"A 2×2 pool does not fit into {input}.", nameof(input));
}
