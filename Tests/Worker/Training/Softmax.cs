using Sweep.Contracts.Architectures;
using Sweep.Worker.Data;
using Sweep.Worker.Models;

namespace Sweep.Tests.Worker.Training;

/// <summary>The smallest network, softmax regression on an image's mean colour, and its outputs computed in plain C#.</summary>
internal sealed class Softmax(int side, int classes, InputNormalisation input)
{
    public Architecture Architecture { get; } =
        new("softmax", side, classes, [new AveragePool(1), new Flatten(), new Linear("fc", 3, classes)]);

    /// <summary>Mean inputs of an image, [3].</summary>
    public double[] Features(ImageSet set, int image)
    {
        var plane = side * side;
        return
        [
            .. Enumerable
                .Range(0, 3)
                .Select(c =>
                    (set.Pixels.Skip((image * 3 * plane) + (c * plane)).Take(plane).Average(value => value / 255.0) - input.Mean[c])
                    / input.Std[c]
                ),
        ];
    }

    /// <param name="weights">The flat vector: [classes · 3] weights, then [classes] biases.</param>
    public double[] Logits(double[] weights, double[] features) =>
        [
            .. Enumerable
                .Range(0, classes)
                .Select(k => weights[(classes * 3) + k] + Enumerable.Range(0, 3).Sum(c => weights[(k * 3) + c] * features[c])),
        ];

    public static double[] Probabilities(double[] logits)
    {
        var exponentials = logits.Select(Math.Exp).ToArray();
        return [.. exponentials.Select(value => value / exponentials.Sum())];
    }
}
