namespace Sweep.Contracts.Architectures;

/// <summary>How many zeros a convolution adds around its input.</summary>
public enum Padding
{
    /// <summary>Half the kernel on every side, as PyTorch's networks do.</summary>
    Symmetric,

    /// <summary>
    /// TensorFlow's "SAME": the least padding that gives ceil(side / stride) outputs, with the odd pixel at the bottom and right. It
    /// differs from <see cref="Symmetric"/> only at stride 2, where weights trained with one lose accuracy with the other.
    /// </summary>
    TfSame,

    None,
}
