namespace Sweep.Worker.Data;

/// <summary>Images of one size as bytes, with their labels. Do not modify it, since several workers may share it.</summary>
/// <param name="Pixels">[N, 3, Side, Side]: the red, green and blue plane of each image, row by row, 0…255.</param>
/// <param name="Labels">[N], each 0…classes−1.</param>
/// <param name="Side">Height and width in pixels.</param>
public sealed record ImageSet(byte[] Pixels, int[] Labels, int Side)
{
    public const int Channels = 3;

    public int Count => Labels.Length;

    public int BytesPerImage => Channels * Side * Side;
}
