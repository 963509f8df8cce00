namespace Sweep.Contracts.Architectures;

/// <summary>The shape of the data between two layers, for one image: a number of square maps. A vector is maps of side 1.</summary>
public readonly record struct Shape(int Channels, int Side)
{
    public long Pixels => (long)Side * Side;

    public override string ToString() => $"{Channels}×{Side}×{Side}";
}
