using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sweep.Performance.Training.Limits;

/// <summary>
/// Cores × frequency × what a core adds and multiplies in a cycle, measured rather than looked up, since a virtual machine does not
/// tell its frequency: fused multiply-adds between registers, enough of them independent to hide their latency. The best of a few tries.
/// </summary>
internal static class ProcessorPeak
{
    private const int Tries = 5;
    private const int Iterations = 20_000_000;

    /// <summary>Chains of dependent multiply-adds: a latency of 4 or 5 cycles, two a cycle.</summary>
    private const int Chains = 10;

#pragma warning disable IDE0052 // Written so that the work is not optimized away.
    private static volatile float _outcome;
#pragma warning restore IDE0052

    public static double FlopsPerSecond(int threads)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Work)).ToList();
            var start = Stopwatch.GetTimestamp();
            workers.ForEach(worker => worker.Start());
            workers.ForEach(worker => worker.Join());
            best = Stopwatch.GetElapsedTime(start) is var took && took < best ? took : best;
        }

        return 2.0 * Lanes * Chains * Iterations * threads / best.TotalSeconds;
    }

    private static int Lanes => Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;

    // Neither inlined nor without an outcome, or a compiler that sees nobody use it leaves the work out.
    private static void Work() => _outcome = Vector512.IsHardwareAccelerated ? Vector512.Sum(Work512()) : Vector256.Sum(Work256());

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> Work512()
    {
        // Values stay near 1: numbers that grow or vanish would be slow for other reasons.
        var (x, y) = (Vector512.Create(0.999f), Vector512.Create(0.001f));
        Vector512<float> a = y,
            b = y,
            c = y,
            d = y,
            e = y,
            f = y,
            g = y,
            h = y,
            i = y,
            j = y;
        for (var n = 0; n < Iterations; n++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
        }

        return a + b + c + d + e + f + g + h + i + j;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector256<float> Work256()
    {
        var (x, y) = (Vector256.Create(0.999f), Vector256.Create(0.001f));
        Vector256<float> a = y,
            b = y,
            c = y,
            d = y,
            e = y,
            f = y,
            g = y,
            h = y,
            i = y,
            j = y;
        for (var n = 0; n < Iterations; n++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
        }

        return a + b + c + d + e + f + g + h + i + j;
    }
}
