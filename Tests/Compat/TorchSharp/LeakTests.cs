using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Sweep.Tests.Compat.TorchSharp;

/// <summary>Alone in the process: handles and resident memory are counted for all of it.</summary>
[Collection(nameof(Alone))]
public class LeakTests
{
    private const long MiB = 1 << 20;

    /// <summary>
    /// A leak grows in every block of steps, by 300 bytes a step for the smallest tensor; the runtime's own memory (compiled code, the
    /// collector's books) moves now and then, and not in all of them.
    /// </summary>
    [Fact]
    public void Memory_OverTenThousandTrainingSteps_IsFlat()
    {
        set_num_threads(1);
        using var all = NewDisposeScope();
        var flat = linspace(-0.1, 0.1, 1000);
        var convolution = flat.narrow(0, 0, 4 * 3 * 9).view(4, 3, 3, 3).detach().requires_grad_();
        var scale = flat.narrow(0, 108, 4).detach().requires_grad_();
        var shift = flat.narrow(0, 112, 4).detach().requires_grad_();
        var weight = flat.narrow(0, 116, 40).view(10, 4).detach().requires_grad_();
        Tensor[] parameters = [convolution, scale, shift, weight];
        Tensor mean = zeros(4), variance = ones(4), momentum = zeros(156), metric = zeros([]);
        var images = linspace(-1, 1, 8 * 3 * 8 * 8).reshape(8, 3, 8, 8);
        var labels = arange(8);

        void Step()
        {
            using var scope = NewDisposeScope();
            var x = conv2d(images, convolution, padding: [1, 1]);
            x = max_pool2d(batch_norm(x, mean, variance, scale, shift, training: true).relu_(), 2);
            var loss = cross_entropy(linear(adaptive_avg_pool2d(x, 1).flatten(1), weight), labels, label_smoothing: 0.1);
            var gradient = cat([.. autograd.grad([loss], parameters).Select(g => g.flatten())]);
            using var unrecorded = no_grad();
            momentum.mul_(0.9).add_(gradient);
            flat.narrow(0, 0, 156).add_(momentum, alpha: -0.001);
            metric.add_(loss);
        }

        for (var i = 0; i < 1000; i++)
            Step();
        var handles = Handles();
        var growth = new long[5];
        for (var block = 0; block < growth.Length; block++)
        {
            var before = Resident();
            for (var i = 0; i < 2000; i++)
                Step();
            growth[block] = Resident() - before;
        }

        Assert.True(float.IsFinite(metric.ToSingle()));
        // One leaked in a hundred steps would be seen; other tests' come and go by the dozen.
        Assert.InRange(Handles() - handles, long.MinValue, growth.Length * 2000 / 100);
        Assert.InRange(growth.Min(), long.MinValue, 2000 * 100);
    }

    /// <summary>Without those that other tests left to the garbage collector.</summary>
    private static long Handles()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    [Fact]
    public void Memory_OfForgottenTensors_IsReleasedByTheCollector()
    {
        var before = Tensor.TotalCount;
        Forget(1000);

        for (var i = 0; i < 10 && Tensor.TotalCount > before + 10; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.InRange(Tensor.TotalCount, 0, before + 10);
    }

    [Fact]
    public void Memory_OverFailingCalls_IsFlat()
    {
        using var all = NewDisposeScope();
        Tensor large = ones(1 << 18), other = ones(3);
        long resident = 0;
        for (var i = 0; i < 400; i++)
        {
            if (i == 50)
                resident = Resident();
            Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => cat([large + 1, other.view(1, 3)]));
            all.DisposeEverythingBut(large, other);
        }

        Assert.InRange(Resident() - resident, long.MinValue, 16 * MiB);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget(int count)
    {
        for (var i = 0; i < count; i++)
            _ = ones(1);
    }

    /// <summary>The process' resident memory without the managed heap, whose size is the collector's choice.</summary>
    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var pages = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture);
        return (pages * Environment.SystemPageSize) - GC.GetGCMemoryInfo().TotalCommittedBytes;
    }
}
