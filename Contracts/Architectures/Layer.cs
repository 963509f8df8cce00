namespace Sweep.Contracts.Architectures;

/// <summary>One step of a sequential network; pure description, from which counts, shapes and the forward pass all follow.</summary>
/// <param name="Name">Prefix of its parameters' names; empty for layers without any.</param>
public abstract record Layer(string Name)
{
    /// <summary>Trainable tensors, in PyTorch's order (weight, bias).</summary>
    public virtual IReadOnlyList<ParameterDefinition> Parameters => [];

    /// <summary>Numbers that are kept with the parameters but not trained: the running statistics of a norm.</summary>
    public virtual long StatisticsCount => 0;

    /// <exception cref="ArgumentException">The layer cannot follow one of that output.</exception>
    public virtual Shape Output(Shape input) => input;

    /// <summary>
    /// How often each weight is multiplied for one image: the pixels of a convolution's output, 1 for a linear layer, 0 without
    /// weights. Norms, biases, activations and pools count nothing, as is the custom.
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
