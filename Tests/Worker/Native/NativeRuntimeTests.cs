using System.Globalization;
using Sweep.Worker.Native;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Native;

public sealed class NativeRuntimeTests
{
    [Fact]
    public void Prepare_SameSizeAgainAndAgain_MostlyFaultsItInOnce()
    {
        const int Rounds = 20,
            Pages = 10_000;
        Assert.SkipUnless(File.Exists("/proc/thread-self/stat"), "There is no Linux here.");
        NativeRuntime.Prepare();

        var faults = 0L;
        var thread = new Thread(() =>
        {
            // The first round also loads libtorch.
            var before = 0L;
            for (var i = 0; i <= Rounds; i++)
            {
                before = i == 1 ? Faults() : before;
                using var block = ones(Pages * 4096 / sizeof(float));
            }

            faults = Faults() - before;
        });
        thread.Start();
        thread.Join();

        // Without the setting, all rounds fault. A thread's own arena ends at 64 MiB and still returns some memory: up to six of twenty
        // rounds were seen.
        Assert.InRange(faults, 0, Rounds * Pages / 2);
    }

    /// <summary>Number of page faults of the calling thread: the tenth field, counted after the name in brackets.</summary>
    private static long Faults()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
