using Sweep.Contracts.Architectures;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Worker.Models;

/// <summary>
/// Batch norm with fp32 parameters and statistics. It takes a bf16 input without conversion: libtorch computes in fp32 internally and
/// rounds the result once, so no fp32 copy of the maps is written.
/// </summary>
internal sealed class NormStep(Norm norm, IReadOnlyDictionary<string, Tensor> parameters, IReadOnlyDictionary<string, Tensor> state) : Step
{
    /// <summary>Weight of the batch's statistics in the new running statistics; PyTorch's default.</summary>
    public const double Momentum = 0.1;

    private readonly Tensor _weight = parameters[$"{norm.Name}.weight"];
    private readonly Tensor _bias = parameters[$"{norm.Name}.bias"];
    private readonly Tensor _mean = state[norm.RunningMean];
    private readonly Tensor _variance = state[norm.RunningVariance];

    public override Tensor Forward(Tensor x, Pass pass) =>
        F.batch_norm(x, _mean, _variance, _weight, _bias, pass.Training, Momentum, norm.Eps);
}
