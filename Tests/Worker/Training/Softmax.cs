using Sweep.Contracts.Architectures;
using Sweep.Worker.Data;
using Sweep.Worker.Models;

namespace Sweep.Tests.Worker.Training;

/// <summary>The smallest network, softmax regression on an image's mean colour, and the same in plain C#.</summary>
internal sealed class Softmax(int side, int classes, InputNormalisation input)
{
    public Architecture Architecture { get; } = new("softmax", side, classes, [new AveragePool(1), new Flatten(), new Linear("fc", 3, classes)]);

    /// <summary>Mean inputs of an image, [3].</summary>
    public double[] Features(ImageSet set, int image)
    {
        var plane = side * side;
        return [.. Enumerable.Range(0, 3).Select(c =>
            (set.Pixels.Skip((image * 3 * plane) + (c * plane)).Take(plane).Average(value => value / 255.0) - input.Mean[c]) / input.Std[c])];
    }

    /// <param name="weights">[classes · 3] then [classes], as the flat vector has them.</param>
    public double[] Logits(double[] weights, double[] features) =>
        [.. Enumerable.Range(0, classes).Select(k => weights[(classes * 3) + k] + Enumerable.Range(0, 3).Sum(c => weights[(k * 3) + c] * features[c]))];

    public static double[] Probabilities(double[] logits)
    {
        var exponentials = logits.Select(Math.Exp).ToArray();
        return [.. exponentials.Select(value => value / exponentials.Sum())];
    }

    /// <summary>Of the mean cross-entropy with smoothed labels over some images; and that loss.</summary>
    public (double[] Gradient, double Loss) Gradient(double[] weights, ImageSet set, IReadOnlyList<int> images, double smoothing)
    {
        var gradient = new double[weights.Length];
        double loss = 0;
        foreach (var image in images)
        {
            var features = Features(set, image);
            var probabilities = Probabilities(Logits(weights, features));
            for (var k = 0; k < classes; k++)
            {
                var target = (smoothing / classes) + (set.Labels[image] == k ? 1 - smoothing : 0);
                loss -= target * Math.Log(probabilities[k]) / images.Count;
                var error = (probabilities[k] - target) / images.Count;
                gradient[(classes * 3) + k] += error;
                for (var c = 0; c < 3; c++)
                {
                    gradient[(k * 3) + c] += error * features[c];
                }
            }
        }

        return (gradient, loss);
    }
}
