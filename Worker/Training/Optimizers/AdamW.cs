using static TorchSharp.torch;

namespace Sweep.Worker.Training.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019), betas 0.9 and 0.999 and eps 1e-8 as in PyTorch.</summary>
/// <param name="like">The parameter vector, whose shape and device the state takes.</param>
/// <param name="decayed">How many parameters are decayed, counted from the first.</param>
/// <param name="decay">Weight decay: a weight loses the share decay · learning rate at each step.</param>
public sealed class AdamW(Tensor like, long decayed, double decay) : IOptimizer
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Eps = 1e-8;

    private readonly Tensor _mean = zeros_like(like).DetachFromDisposeScope();
    private readonly Tensor _square = zeros_like(like).DetachFromDisposeScope();

    public IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor> { ["mean"] = _mean, ["square"] = _square };

    public void Step(Tensor weights, Tensor gradient, double rate, long step)
    {
        using var scope = NewDisposeScope();
        var correction1 = 1 - Math.Pow(Beta1, step + 1);
        var correction2 = 1 - Math.Pow(Beta2, step + 1);
        weights.narrow(0, 0, decayed).mul_(1 - (rate * decay));
        _mean.mul_(Beta1).add_(gradient, 1 - Beta1);
        _square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        var scale = _square.sqrt().mul_(1 / Math.Sqrt(correction2)).add_(Eps);
        weights.addcdiv_(_mean, scale, -rate / correction1);
    }

    public void Dispose()
    {
        _mean.Dispose();
        _square.Dispose();
    }
}
