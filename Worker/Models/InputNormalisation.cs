namespace Sweep.Worker.Models;

/// <summary>
/// How pixels become inputs: a pixel p (0…1) of channel c becomes (p − Mean[c]) / Std[c]. The channels are red, green and blue.
/// </summary>
public sealed record InputNormalisation(IReadOnlyList<double> Mean, IReadOnlyList<double> Std)
{
    /// <summary>Mean and standard deviation of the ImageNet training images, which torchvision's networks use.</summary>
    public static InputNormalisation ImageNet { get; } = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>Inputs from −1 to 1, which TensorFlow's networks use: byte / 127.5 − 1.</summary>
    public static InputNormalisation PlusMinusOne { get; } = new([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
}
