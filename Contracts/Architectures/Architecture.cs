namespace Sweep.Contracts.Architectures;

/// <summary>A sequential network for square images of three channels.</summary>
/// <param name="Name">The name in the catalogue, such as <c>vgg16</c>.</param>
/// <param name="Image">Side of the images in pixels.</param>
public sealed record Architecture(string Name, int Image, int Classes, IReadOnlyList<Layer> Layers)
{
    public const int InputChannels = 3;

    /// <summary>Every layer with its shapes and cost, in order.</summary>
    /// <exception cref="ArgumentException">Two neighbouring layers do not fit together.</exception>
    public IReadOnlyList<LayerCost> Costs()
    {
        var costs = new List<LayerCost>(Layers.Count);
        var shape = new Shape(InputChannels, Image);
        foreach (var layer in Layers)
        {
            var output = layer.Output(shape);
            costs.Add(new LayerCost(layer, shape, output, layer.UsesPerWeight(shape)));
            shape = output;
        }

        return costs;
    }

    /// <summary>Number of trainable parameters.</summary>
    public long Parameters => Layers.SelectMany(layer => layer.Parameters).Sum(parameter => parameter.Count);

    /// <summary>Number of weights of convolutions and linear layers; a sparsity is a share of these.</summary>
    public long PrunableParameters =>
        Layers.SelectMany(layer => layer.Parameters).Where(parameter => parameter.IsPrunable).Sum(parameter => parameter.Count);

    /// <summary>Number of running means and variances.</summary>
    public long StatisticsCount => Layers.Sum(layer => layer.StatisticsCount);

    /// <summary>
    /// Multiply-accumulates for one image; a multiplication and its addition count as one. Published tables call them FLOPs or MACs.
    /// </summary>
    public long MultiplyAccumulates => Costs().Sum(cost => cost.MultiplyAccumulates);
}
