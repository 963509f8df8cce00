using Sweep.Worker.Data;
using Sweep.Worker.Randomness;

namespace Sweep.Tests.Worker.Training;

/// <summary>Sets of images made by formula.</summary>
internal static class Images
{
    public static ImageSet Noise(int count, int side, int classes)
    {
        var random = new CounterRandom(5, (ulong)side);
        var pixels = new byte[count * ImageSet.Channels * side * side];
        for (var i = 0; i < pixels.Length; i++)
        {
            // No pixel is black, so that the border of a crop can be told from the image.
            pixels[i] = (byte)(1 + random.Below((ulong)i, 255));
        }

        return new ImageSet(pixels, [.. Enumerable.Range(0, count).Select(i => i % classes)], side);
    }
}
