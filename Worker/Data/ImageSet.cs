namespace Sweep.Worker.Data;

/// <summary>Images of one size with their labels, as bytes. Treated as immutable: several workers may share it.</summary>
/// <param name="Pixels">[N, 3, Side, Side]: for each image its red, green and blue plane, each row by row, 0…255.</param>
/// <param name="Labels">[N], 0…classes−1.</param>
/// <param name="Side">Height and width in pixels.</param>
public sealed record ImageSet(byte[] Pixels, int[] Labels, int Side)
{
    public const int Channels = 3;

    public int Count => Labels.Length;

    public int BytesPerImage => Channels * Side * Side;
}
