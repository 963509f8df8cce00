using static TorchSharp.torch;

namespace Sweep.Worker.Training.Optimizers;

/// <summary>Updates a network's flat parameter vector with a few kernels over all parameters.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The state to save for resuming, by name: vectors as long as the parameters.</summary>
    IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>Takes one step.</summary>
    /// <param name="weights">The parameters, fp32 [parameters], changed in place.</param>
    /// <param name="gradient">The gradient, fp32 [parameters]; its content may change.</param>
    /// <param name="rate">Learning rate of this step.</param>
    /// <param name="step">Number of the step, from 0.</param>
    void Step(Tensor weights, Tensor gradient, double rate, long step);
}
