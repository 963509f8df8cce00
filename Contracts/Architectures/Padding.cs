namespace Sweep.Contracts.Architectures;

/// <summary>What a convolution adds around its input, as zeros.</summary>
public enum Padding
{
    /// <summary>Half the kernel on every side, as PyTorch's networks do.</summary>
    Symmetric,

    /// <summary>
    /// TensorFlow's "SAME": as little as gives ceil(side / stride) outputs, the odd pixel at the bottom and right. Differs from
    /// <see cref="Symmetric"/> at stride 2 only, where weights trained with one lose accuracy under the other.
    /// </summary>
    TfSame,

    None,
}
