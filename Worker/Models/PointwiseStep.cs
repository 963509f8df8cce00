using Sweep.Contracts.Architectures;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Worker.Models;

/// <summary>
/// A convolution of 1×1 as a product of matrices, for the shapes whose convolution ends the process on a CPU: the oneDNN in
/// libtorch 2.10 divides an integer by zero when it plans one of them (brg_blocking_t::est_eff_1x1, its "maskrcnn workaround") with
/// AVX2 or AVX-512 kernels and more than one image. MobileNet ×1 has a layer of 512→1024.
/// </summary>
/// <param name="weight">[out, in, 1, 1] over OHWI memory.</param>
/// <param name="trainsBias">False leaves the bias out in training: see <see cref="SwallowedBias"/>.</param>
internal sealed class PointwiseStep(Tensor weight, Tensor? bias, bool trainsBias, ScalarType type) : Step
{
    private static readonly HashSet<(int In, int Out)> _shapes = [(256, 1024), (512, 1024), (512, 2048), (1024, 512), (1024, 2048)];

    public static bool Replaces(Conv conv, DeviceType device) =>
        device == DeviceType.CPU && conv is { Kernel: 1, Stride: 1, IsDepthwise: false } && _shapes.Contains((conv.In, conv.Out));

    public override Tensor Forward(Tensor x, Pass pass)
    {
        using var scope = NewDisposeScope();
        var pixels = Cast(x, type).permute(0, 2, 3, 1);
        var matrix = Cast(weight, type).flatten(1);
        var castBias = bias is null || (pass.Training && !trainsBias) ? null : Cast(bias, type);
        return F.linear(pixels, matrix, castBias).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
