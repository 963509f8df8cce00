using Sweep.Contracts.Architectures;

namespace Sweep.Performance.Training;

/// <summary>An architecture in the words of reference.py.</summary>
internal static class PyTorchLayers
{
    public static IEnumerable<Dictionary<string, object>> Describe(Architecture architecture) => architecture.Layers.Select(Describe);

    private static Dictionary<string, object> Describe(Layer layer) =>
        layer switch
        {
            Conv conv => new()
            {
                ["kind"] = "conv",
                ["in"] = conv.In,
                ["out"] = conv.Out,
                ["kernel"] = conv.Kernel,
                ["stride"] = conv.Stride,
                ["padding"] = conv.Padding == Padding.None ? 0 : conv.Kernel / 2,
                ["groups"] = conv.Groups,
                ["bias"] = conv.Bias,
            },
            Norm norm => new() { ["kind"] = "norm", ["channels"] = norm.Channels },
            Activation { Ceiling: null } => new() { ["kind"] = "relu" },
            Activation => new() { ["kind"] = "relu6" },
            MaxPool => new() { ["kind"] = "max-pool" },
            AveragePool pool => new() { ["kind"] = "average-pool", ["side"] = pool.Side },
            Flatten => new() { ["kind"] = "flatten" },
            Linear linear => new()
            {
                ["kind"] = "linear",
                ["in"] = linear.In,
                ["out"] = linear.Out,
            },
            _ => throw new ArgumentException($"The reference loop has no layer {layer.GetType().Name}.", nameof(layer)),
        };
}
