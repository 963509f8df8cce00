namespace Sweep.Contracts.Architectures;

/// <summary>The description of one layer of a sequential network, from which counts, shapes and the forward pass follow.</summary>
/// <param name="Name">Prefix of the names of its parameters; empty for layers without parameters.</param>
public abstract record Layer(string Name)
{
    /// <summary>Trainable tensors, in PyTorch's order (weight, bias).</summary>
    public virtual IReadOnlyList<ParameterDefinition> Parameters => [];

    /// <summary>Number of values that are stored with the parameters but not trained: the running statistics of a norm.</summary>
    public virtual long StatisticsCount => 0;

    /// <summary>The shape of the output for an input shape.</summary>
    /// <exception cref="ArgumentException">The layer cannot take this input.</exception>
    public virtual Shape Output(Shape input) => input;

    /// <summary>
    /// How often each weight is multiplied for one image: the number of output pixels for a convolution, 1 for a linear layer, 0 without
    /// weights. As is customary, norms, biases, activations and pools are not counted.
    /// </summary>
    public virtual long UsesPerWeight(Shape input) => 0;

    private protected void RequireChannels(Shape input, int channels)
    {
        if (input.Channels != channels)
        {
            throw new ArgumentException($"Layer '{Name}' takes {channels} channels but is given {input}.", nameof(input));
        }
    }
}
