using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Tests.Compat.TorchSharp;

[Collection(nameof(Alone))]
public class ThreadTests
{
    [Fact]
    public void Threads_Two_HaveTheirOwnCountAndGradMode()
    {
        using var barrier = new Barrier(2);
        (int Count, bool Grad, bool Recorded)[] seen = [default, default];

        void Run(int index, int count, bool record)
        {
            set_num_threads(count);
            using var mode = enable_grad(record);
            barrier.SignalAndWait(TestContext.Current.CancellationToken);
            var weight = ones(64, 64).requires_grad_();
            var recorded = weight.matmul(weight).requires_grad;
            barrier.SignalAndWait(TestContext.Current.CancellationToken);
            seen[index] = (get_num_threads(), is_grad_enabled(), recorded);
        }

        var threads = new[] { new Thread(() => Run(0, 1, true)), new Thread(() => Run(1, 2, false)) };
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        Assert.Equal([(1, true, true), (2, false, false)], seen);
    }
}
