using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Worker.Models;

/// <summary>
/// An architecture with its parameters. All parameters are in one vector, so that optimizers and pruning take a few kernels for the whole
/// network; layers use views of it. Not safe for concurrent use.
/// </summary>
public sealed class Network : IDisposable
{
    private readonly IReadOnlyList<Step> _steps;
    private readonly HashSet<string> _constant;
    private readonly Tensor[] _trained;
    private readonly IReadOnlyList<SwallowedBias> _swallowed;
    private readonly Tensor _zeros;
    private readonly Tensor _statistics;
    private readonly Dictionary<string, Tensor> _state = new(StringComparer.Ordinal);

    /// <summary>
    /// Creates a network whose weights are zero and whose norms are the identity; see <see cref="Initialisation"/> for random weights.
    /// </summary>
    /// <param name="device">Null means the CPU.</param>
    public Network(Architecture architecture, Precision precision = Precision.Fp32, Device? device = null)
    {
        Architecture = architecture;
        Device = device ?? CPU;

        var definitions = architecture
            .Layers.SelectMany(layer => layer.Parameters.Select(parameter => (layer, parameter)))
            .OrderBy(entry => entry.parameter.IsPrunable ? 0 : 1)
            .ToList();
        PrunableCount = architecture.PrunableParameters;
        Flat = torch.zeros(architecture.Parameters, float32, Device).DetachFromDisposeScope();
        _statistics = torch.zeros(architecture.StatisticsCount, float32, Device).DetachFromDisposeScope();

        var parameters = new List<ParameterView>(definitions.Count);
        var offset = 0L;
        foreach (var (layer, definition) in definitions)
        {
            var view = ParameterView.View(Flat, definition, offset).DetachFromDisposeScope();
            _state.Add(definition.Name, view);
            parameters.Add(new ParameterView(definition, offset, view.detach().requires_grad_().DetachFromDisposeScope(), layer));
            offset += definition.Count;
        }

        Parameters = parameters;
        _constant = [.. SwallowedBias.In(architecture).Select(pair => $"{pair.Conv.Name}.bias")];
        _trained = [.. parameters.Where(view => !_constant.Contains(view.Name)).Select(view => view.Tensor)];
        _zeros = torch
            .zeros(
                parameters.Where(view => _constant.Contains(view.Name)).Select(view => view.Count).DefaultIfEmpty().Max(),
                float32,
                Device
            )
            .DetachFromDisposeScope();
        AddStatistics();
        _swallowed =
        [
            .. SwallowedBias
                .In(architecture)
                .Select(pair => new SwallowedBias(_state[$"{pair.Conv.Name}.bias"], _state[pair.Norm.RunningMean])),
        ];
        _steps = Step.Build(architecture, parameters.ToDictionary(view => view.Name, view => view.Tensor), _state, precision);
    }

    public Architecture Architecture { get; }

    public Device Device { get; }

    /// <summary>
    /// All trainable numbers, fp32 [<see cref="Architecture.Parameters"/>]: first the prunable weights, layer after layer, then biases and
    /// norms. The layers see changes made in place. It takes no part in autograd.
    /// </summary>
    public Tensor Flat { get; }

    /// <summary>Length of the first part of <see cref="Flat"/>, the weights of convolutions and linear layers.</summary>
    public long PrunableCount { get; }

    /// <summary>The parameters in the order of <see cref="Flat"/>.</summary>
    public IReadOnlyList<ParameterView> Parameters { get; }

    /// <summary>Running means and variances, fp32 [<see cref="Architecture.StatisticsCount"/>], norm after norm.</summary>
    public Tensor Statistics => _statistics;

    /// <summary>
    /// Parameters and running statistics under their published names, in PyTorch's shapes. They share the network's memory and take no part
    /// in autograd; use <c>copy_</c> to set them.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <summary>Computes the logits, fp32 [images, classes].</summary>
    /// <param name="images">Normalised, fp32 [images, 3, side, side]; channels-last strides keep every layer channels-last.</param>
    /// <param name="training">
    /// True normalises by the batch's statistics and updates the running ones; false uses the running ones. Compute the gradient of one
    /// training pass before the next pass begins.
    /// </param>
    /// <param name="dropout">The step's own random numbers; required for training a network with dropout, otherwise unused.</param>
    /// <param name="firstImage">Position of the first image within the step's batch, when the images are a part of it.</param>
    /// <exception cref="ArgumentNullException">A network with dropout is trained without random numbers.</exception>
    public Tensor Forward(Tensor images, bool training, CounterRandom? dropout = null, int firstImage = 0)
    {
        foreach (var bias in training ? _swallowed : [])
        {
            bias.AddToRunningMean();
        }

        var pass = new Pass(training, dropout, firstImage);
        var x = images;
        foreach (var step in _steps)
        {
            var y = step.Forward(x, pass);
            if (!ReferenceEquals(x, y) && !ReferenceEquals(x, images))
            {
                // Autograd keeps the maps it needs. Without autograd, disposing them limits memory to the maps of two layers.
                x.Dispose();
            }

            x = y;
        }

        return x;
    }

    /// <summary>
    /// Computes the gradient of a loss after a training pass, laid out like <see cref="Flat"/>. It is zero for the bias of a convolution
    /// before a norm, because the norm cancels that bias; libtorch would spend a pass over the maps to find rounding errors there.
    /// </summary>
    /// <remarks>
    /// It uses the gradients of the leaves, because TorchSharp's <c>autograd.grad</c> does not catch exceptions and running out of memory
    /// there would end the process. The leaves' gradients are cleared afterwards, since the next gradient would be added to them.
    /// </remarks>
    /// <param name="loss">A scalar.</param>
    public Tensor Gradient(Tensor loss)
    {
        using var scope = NewDisposeScope();
        try
        {
            autograd.backward([loss], inputs: _trained);
            return Flatten(Parameters.Select(view => _constant.Contains(view.Name) ? _zeros.narrow(0, 0, view.Count) : GradientOf(view)))
                .MoveToOuterDisposeScope();
        }
        finally
        {
            foreach (var leaf in _trained)
            {
                leaf.grad = null;
            }
        }

        static Tensor GradientOf(ParameterView view) =>
            view.Tensor.grad ?? throw new InvalidOperationException($"The loss does not depend on {view.Name}.");
    }

    /// <summary>Joins one tensor for each of <see cref="Parameters"/> into a vector laid out like <see cref="Flat"/>.</summary>
    public Tensor Flatten(IEnumerable<Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        return cat([.. Parameters.Zip(tensors, (view, tensor) => view.Flatten(tensor))]).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var view in Parameters)
        {
            view.Tensor.Dispose();
        }

        foreach (var view in _state.Values)
        {
            view.Dispose();
        }

        _zeros.Dispose();
        _statistics.Dispose();
        Flat.Dispose();
    }

    private void AddStatistics()
    {
        var offset = 0L;
        foreach (var norm in Architecture.Layers.OfType<Norm>())
        {
            _state.Add(norm.RunningMean, _statistics.narrow(0, offset, norm.Channels).DetachFromDisposeScope());
            _state.Add(
                norm.RunningVariance,
                _statistics.narrow(0, offset + norm.Channels, norm.Channels).fill_(1).DetachFromDisposeScope()
            );
            _state[$"{norm.Name}.weight"].fill_(1);
            offset += norm.StatisticsCount;
        }
    }
}
