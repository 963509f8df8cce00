using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Native;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Worker.Models;

/// <summary>Computes one layer. A step may change its input in place and return it.</summary>
internal abstract class Step
{
    /// <summary>Computes the layer's output for a batch of images.</summary>
    /// <param name="x">[images, channels, side, side], or [images, features] behind the flattening; fp32 or bf16.</param>
    /// <returns>[images, channels, side, side] or [images, features] of the layer's output.</returns>
    public abstract Tensor Forward(Tensor x, Pass pass);

    /// <summary>Creates the steps of a network, in order.</summary>
    /// <param name="parameters">The autograd leaves by name.</param>
    /// <param name="state">The parameters and running statistics outside of autograd, by name.</param>
    public static IReadOnlyList<Step> Build(
        Architecture architecture,
        IReadOnlyDictionary<string, Tensor> parameters,
        IReadOnlyDictionary<string, Tensor> state,
        Precision precision
    )
    {
        var type = precision == Precision.Bf16 ? bfloat16 : float32;
        var steps = new List<Step>();
        var dropouts = 0;
        var swallowed = SwallowedBias.In(architecture).Select(pair => pair.Conv.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var cost in architecture.Costs())
        {
            switch (cost.Layer)
            {
                case Conv conv:
                    steps.Add(
                        Convolution(
                            conv,
                            cost.Input.Side,
                            parameters[$"{conv.Name}.weight"],
                            parameters.GetValueOrDefault($"{conv.Name}.bias"),
                            !swallowed.Contains(conv.Name),
                            type
                        )
                    );
                    break;
                case Linear linear:
                    steps.Add(new LinearStep(parameters[$"{linear.Name}.weight"], parameters[$"{linear.Name}.bias"], type));
                    break;
                case Norm norm:
                    steps.Add(new NormStep(norm, parameters, state));
                    break;
                case Activation { Ceiling: null }:
                    steps.Add(new PlainStep(x => x.relu_()));
                    break;
                case Activation { Ceiling: { } ceiling }:
                    Scalar floor = 0.0,
                        top = ceiling;
                    // libtorch 1.13 cannot differentiate hardtanh in bf16 on a CPU, so clamp is used there. An in-place clamp would copy
                    // its input first.
                    steps.Add(new PlainStep(type == bfloat16 ? x => x.clamp(floor, top) : x => x.hardtanh_(floor, top)));
                    break;
                case MaxPool:
                    steps.Add(new PlainStep(x => F.max_pool2d(x, 2, 2)));
                    break;
                case AveragePool pool when pool.Side != cost.Input.Side:
                    steps.Add(new PlainStep(x => F.adaptive_avg_pool2d(x, pool.Side)));
                    break;
                case AveragePool:
                    break;
                case Flatten:
                    steps.Add(new PlainStep(x => x.flatten(1)));
                    break;
                case Dropout dropout:
                    steps.Add(new DropoutStep(dropout.Probability, dropouts++));
                    break;
                default:
                    throw new NotSupportedException($"The engine has no forward pass for {cost.Layer}.");
            }
        }

        return steps;
    }

    /// <summary>
    /// Chooses how to compute a convolution so that the result is right on this machine. Where libtorch's convolutions cannot be trusted,
    /// 1×1 convolutions become matrix products and strided depthwise ones are computed in fp32. See <see cref="ConvStep"/> for the
    /// parameters.
    /// </summary>
    public static Step Convolution(Conv conv, int side, Tensor weight, Tensor? bias, bool trainsBias, ScalarType type)
    {
        var isTrusted = weight.device.type != DeviceType.CPU || !NativeRuntime.MiscomputesConvolutions;
        return conv switch
        {
            { Kernel: 1, Stride: 1, IsDepthwise: false } when !isTrusted => new PointwiseStep(weight, bias, trainsBias, type),
            { IsDepthwise: true, Stride: > 1 } when !isTrusted => new ConvStep(conv, side, weight, bias, trainsBias, float32),
            _ => new ConvStep(conv, side, weight, bias, trainsBias, type),
        };
    }

    /// <summary>Converts a tensor to a type; returns the same tensor when it already has that type.</summary>
    protected static Tensor Cast(Tensor tensor, ScalarType type) => tensor.dtype == type ? tensor : tensor.to_type(type);
}
