using Sweep.Contracts.Architectures;
using static TorchSharp.torch;

namespace Sweep.Worker.Models;

/// <summary>The place of one parameter in vectors laid out like <see cref="Network.Flat"/>: weights, gradients, masks, momentum.</summary>
/// <param name="Offset">Index of its first number in the vector.</param>
/// <param name="Tensor">The parameter itself, an autograd leaf that shares its memory with <see cref="Network.Flat"/>.</param>
/// <param name="Layer">The layer to which the parameter belongs.</param>
public sealed record ParameterView(ParameterDefinition Definition, long Offset, Tensor Tensor, Layer Layer)
{
    public string Name => Definition.Name;

    public long Count => Definition.Count;

    /// <summary>The shape in PyTorch's order; [out, in / groups, k, k] for a convolution.</summary>
    public IReadOnlyList<long> Shape => Definition.Shape;

    public bool IsPrunable => Definition.IsPrunable;

    /// <summary>This parameter's part of a vector, in PyTorch's shape. It shares the vector's memory.</summary>
    /// <param name="vector">A vector of at least <see cref="Offset"/> + <see cref="Count"/> numbers.</param>
    public Tensor In(Tensor vector) => View(vector, Definition, Offset);

    /// <summary>The inverse of <see cref="In"/> for one parameter: its numbers in the flat order, [<see cref="Count"/>].</summary>
    /// <param name="tensor">A tensor in PyTorch's shape. It is not copied when it is channels-last already.</param>
    public Tensor Flatten(Tensor tensor)
    {
        if (Shape.Count != 4)
        {
            return tensor.reshape(-1);
        }

        using var channelsLast = tensor.permute(0, 2, 3, 1);
        return channelsLast.reshape(-1);
    }

    /// <summary>
    /// Convolution weights are stored as [out, k, k, in] and viewed as [out, in, k, k], a layout that libtorch calls channels-last.
    /// </summary>
    internal static Tensor View(Tensor vector, ParameterDefinition definition, long offset)
    {
        var shape = definition.Shape;
        using var part = vector.narrow(0, offset, definition.Count);
        if (shape.Count != 4)
        {
            return part.view([.. shape]);
        }

        using var stored = part.view(shape[0], shape[2], shape[3], shape[1]);
        return stored.permute(0, 3, 1, 2);
    }
}
