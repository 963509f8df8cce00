using static TorchSharp.torch;

namespace Sweep.Worker.Training.Optimizers;

/// <summary>Changes a network's flat parameter vector: a few kernels over all parameters at once.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>What has to be saved to go on later, by name: vectors as long as the parameters.</summary>
    IReadOnlyDictionary<string, Tensor> State { get; }

    /// <param name="weights">The parameters, changed in place.</param>
    /// <param name="gradient">As long; used up.</param>
    /// <param name="rate">Learning rate of this step.</param>
    /// <param name="step">From 0.</param>
    void Step(Tensor weights, Tensor gradient, double rate, long step);
}
