namespace Sweep.Contracts.Architectures;

/// <summary>Adaptive average pool to maps with this side in pixels; 1 is global average pooling.</summary>
public sealed record AveragePool(int Side) : Layer("")
{
    public override Shape Output(Shape input) => input with { Side = Side };
}
