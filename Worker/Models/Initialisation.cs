using Sweep.Contracts.Architectures;
using Sweep.Worker.Randomness;
using static TorchSharp.torch;

namespace Sweep.Worker.Models;

/// <summary>
/// Initialises a network at random as torchvision and timm do: convolutions are normal with variance 2 / (filters · k² / groups) (He et al.
/// 2015, fan out), linear layers are normal with standard deviation 0.01, biases are zero, and norms are the identity.
/// </summary>
public static class Initialisation
{
    private const double LinearDeviation = 0.01;

    /// <summary>Sets every parameter and running statistic. The numbers depend on the seed alone, not on the device.</summary>
    public static void Initialise(this Network network, int seed) =>
        network.Initialise(network.Architecture.Layers, CounterRandom.For(seed, RandomPurpose.InitialWeights));

    /// <summary>Sets the parameters and running statistics of some layers.</summary>
    public static void Initialise(this Network network, IEnumerable<Layer> layers, CounterRandom random)
    {
        // Each layer has its own range of random numbers, so that its weights do not depend on which other layers are drawn.
        var position = network
            .Architecture.Layers.Select((layer, index) => (layer, index))
            .Where(entry => entry.layer.Name.Length > 0)
            .ToDictionary(entry => entry.layer.Name, entry => (ulong)entry.index << 40);
        foreach (var layer in layers)
        {
            switch (layer)
            {
                case Norm norm:
                    network.State[$"{norm.Name}.weight"].fill_(1);
                    network.State[$"{norm.Name}.bias"].zero_();
                    network.State[norm.RunningMean].zero_();
                    network.State[norm.RunningVariance].fill_(1);
                    break;
                case Conv conv:
                    Draw(
                        network,
                        conv,
                        Math.Sqrt(2.0 * conv.Groups / ((double)conv.Out * conv.Kernel * conv.Kernel)),
                        random,
                        position[conv.Name]
                    );
                    break;
                case Linear linear:
                    Draw(network, linear, LinearDeviation, random, position[linear.Name]);
                    break;
            }
        }
    }

    /// <summary>Draws a layer's weights in PyTorch's order, row by row.</summary>
    /// <param name="first">Index of the layer's first random number.</param>
    private static void Draw(Network network, Layer layer, double deviation, CounterRandom random, ulong first)
    {
        foreach (var parameter in layer.Parameters)
        {
            if (!parameter.IsPrunable)
            {
                network.State[parameter.Name].zero_();
                continue;
            }

            var numbers = new float[parameter.Count];
            Parallel.For(
                0,
                (numbers.Length + BlockLength - 1) / BlockLength,
                block =>
                {
                    var end = Math.Min(numbers.Length, (block + 1) * BlockLength);
                    for (var i = block * BlockLength; i < end; i++)
                    {
                        numbers[i] = (float)(deviation * random.Normal(first + (ulong)i));
                    }
                }
            );
            using var drawn = tensor(numbers, [.. parameter.Shape]);
            network.State[parameter.Name].copy_(drawn);
        }
    }

    private const int BlockLength = 1 << 16;
}
