namespace Sweep.Contracts.Spec;

/// <summary>What planning must know about published ImageNet weights: the network that they fit, at width 1.</summary>
/// <param name="BatchNorm">True when the network has batch norm; null when the architecture offers no choice.</param>
public sealed record WeightsFacts(string Name, string Architecture, bool? BatchNorm)
{
    public static IReadOnlyList<WeightsFacts> All { get; } =
    [
        new("timm/vgg16_bn.tv_in1k", "vgg16", true),
        new("timm/vgg16.tv_in1k", "vgg16", false),
        new("timm/mobilenetv1_100.ra4_e3600_r224_in1k", "mobilenet", null),
    ];

    /// <summary>Null when the name is not in the catalogue; then it is a file's name.</summary>
    public static WeightsFacts? Find(string name) => All.FirstOrDefault(facts => facts.Name == name);
}
