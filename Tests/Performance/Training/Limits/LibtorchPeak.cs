using System.Diagnostics;
using Sweep.Worker.Native;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Performance.Training.Limits;

/// <summary>The most that libtorch makes of this processor at large shapes; the best of a few tries, flop a second.</summary>
internal static class LibtorchPeak
{
    private const int Tries = 5;

    public static double OfMatrixProduct(int threads)
    {
        const long Side = 2048;
        using var scope = NewDisposeScope();
        NativeRuntime.UseThreads(threads);
        var (a, b) = (randn(Side, Side), randn(Side, Side));
        return Best(2.0 * Side * Side * Side, () => a.mm(b));
    }

    public static double OfConvolution(int threads)
    {
        const long Images = 128,
            Channels = 1024,
            Side = 4;
        using var scope = NewDisposeScope();
        NativeRuntime.UseThreads(threads);
        var images = randn(Images, Side, Side, Channels).permute(0, 3, 1, 2);
        var weights = randn(Channels, Channels, 1, 1);
        return Best(2.0 * Images * Side * Side * Channels * Channels, () => F.conv2d(images, weights));
    }

    private static double Best(double flops, Func<Tensor> compute)
    {
        compute().Dispose();
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var start = Stopwatch.GetTimestamp();
            compute().Dispose();
            best = Stopwatch.GetElapsedTime(start) is var took && took < best ? took : best;
        }

        return flops / best.TotalSeconds;
    }
}
