using Sweep.Worker.Data;
using Sweep.Worker.Models;

namespace Sweep.Worker.Training.Batches;

/// <summary>Computes mean and standard deviation of each channel over all pixels of a training set.</summary>
public static class InputStatistics
{
    /// <summary>One grey level, which replaces the deviation of a constant channel.</summary>
    private const double SmallestDeviation = 1 / 255.0;

    public static InputNormalisation Of(ImageSet images)
    {
        var mean = new double[ImageSet.Channels];
        var deviation = new double[ImageSet.Channels];
        for (var channel = 0; channel < ImageSet.Channels; channel++)
        {
            var levels = Levels(images, channel);
            double pixels = levels.Sum();
            mean[channel] = levels.Index().Sum(level => level.Index / 255.0 * level.Item) / pixels;
            var variance = levels.Index().Sum(level => Math.Pow((level.Index / 255.0) - mean[channel], 2) * level.Item) / pixels;
            deviation[channel] = Math.Max(SmallestDeviation, Math.Sqrt(variance));
        }

        return new InputNormalisation(mean, deviation);
    }

    /// <summary>Histogram of a channel's 256 levels.</summary>
    private static long[] Levels(ImageSet images, int channel)
    {
        var plane = images.Side * images.Side;
        var levels = new long[256];
        for (var image = 0; image < images.Count; image++)
        {
            foreach (var value in images.Pixels.AsSpan((image * images.BytesPerImage) + (channel * plane), plane))
            {
                levels[value]++;
            }
        }

        return levels;
    }
}
