namespace Sweep.Worker.Models;

/// <summary>A pixel p in 0…1 of channel c becomes (p − Mean[c]) / Std[c]. Red, green, blue.</summary>
public sealed record InputNormalisation(IReadOnlyList<double> Mean, IReadOnlyList<double> Std)
{
    /// <summary>Of the ImageNet training images, as torchvision's networks use it.</summary>
    public static InputNormalisation ImageNet { get; } = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>From −1 to 1, as TensorFlow's networks use it: byte / 127.5 − 1.</summary>
    public static InputNormalisation PlusMinusOne { get; } = new([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
}
