using static TorchSharp.torch;

namespace Sweep.Worker.Training.Optimizers;

/// <summary>Stochastic gradient descent with Nesterov momentum and L2 weight decay, as PyTorch's <c>SGD(nesterov=True)</c>.</summary>
/// <param name="like">The parameter vector, whose shape and device the state takes.</param>
/// <param name="decayed">How many parameters are decayed, counted from the first.</param>
/// <param name="momentum">0 gives plain gradient descent.</param>
/// <param name="decay">L2 weight decay: decay · weight is added to the gradient.</param>
public sealed class Sgd(Tensor like, long decayed, double momentum, double decay) : IOptimizer
{
    private readonly Tensor _velocity = zeros_like(like).DetachFromDisposeScope();

    public IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor> { ["velocity"] = _velocity };

    public void Step(Tensor weights, Tensor gradient, double rate, long step)
    {
        using var scope = NewDisposeScope();
        gradient.narrow(0, 0, decayed).add_(weights.narrow(0, 0, decayed), decay);
        _velocity.mul_(momentum).add_(gradient);
        weights.add_(gradient, -rate).add_(_velocity, -rate * momentum);
    }

    public void Dispose() => _velocity.Dispose();
}
