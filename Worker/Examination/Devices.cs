using Sweep.Worker.Native;
using Sweep.Worker.Randomness;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Worker.Examination;

/// <summary>Tests every CUDA device: whether it computes, and how much its results differ from the CPU's in each precision.</summary>
public static class Devices
{
    private const int Side = 256;

    public static IReadOnlyList<DeviceFacts> Try()
    {
        NativeRuntime.Prepare();
        return cuda.is_available() ? [.. Enumerable.Range(0, cuda.device_count()).Select(Try)] : [];
    }

    private static DeviceFacts Try(int index)
    {
        try
        {
            using var scope = NewDisposeScope();
            var device = new Device(DeviceType.CUDA, index);
            var (left, right) = (Numbers(1), Numbers(2));
            var exact = F.linear(left, right);
            return new DeviceFacts(index)
            {
                Fp32Error = Error(exact, device, isTf32: false, () => F.linear(left.to(device), right.to(device))),
                Tf32Error = Error(exact, device, isTf32: true, () => F.linear(left.to(device), right.to(device))),
                Bf16Error = Error(
                    exact,
                    device,
                    isTf32: false,
                    () => F.linear(left.to(device).to_type(bfloat16), right.to(device).to_type(bfloat16)).to_type(float32)
                ),
                ConvolutionError = Error(Convolve(left, right), device, isTf32: false, () => Convolve(left.to(device), right.to(device))),
            };
        }
        catch (Exception error)
        {
            return new DeviceFacts(index) { Problem = error.Message.Split('\n')[0].Trim() };
        }
        finally
        {
            TensorCores.Allow(tf32: false);
        }
    }

    /// <summary>The relative error: the Euclidean length of the difference divided by that of the exact result.</summary>
    private static double Error(Tensor exact, Device device, bool isTf32, Func<Tensor> compute)
    {
        TensorCores.Allow(isTf32);
        using var scope = NewDisposeScope();
        var difference = compute().cpu().mul(-1).add_(exact);
        return Length(difference) / Length(exact);
    }

    private static double Length(Tensor tensor) => tensor.mul(tensor).sum().sqrt().item<float>();

    private static Tensor Convolve(Tensor left, Tensor right) =>
        F.conv2d(left.view(1, Side / 16, 64, 64), right.narrow(0, 0, 9).contiguous().view(Side / 16, Side / 16, 3, 3));

    private static Tensor Numbers(ulong seed)
    {
        var random = new CounterRandom(seed, 0);
        return tensor([.. Enumerable.Range(0, Side * Side).Select(place => (float)random.Normal((ulong)place))]).view(Side, Side);
    }
}

/// <summary>How a CUDA device computed some products, each as the relative error against the CPU.</summary>
/// <param name="Index">The device's index among those visible to CUDA.</param>
public sealed record DeviceFacts(int Index)
{
    public double? Fp32Error { get; init; }

    public double? Tf32Error { get; init; }

    public double? Bf16Error { get; init; }

    public double? ConvolutionError { get; init; }

    /// <summary>Why the device does not compute; null when it does.</summary>
    public string? Problem { get; init; }
}
