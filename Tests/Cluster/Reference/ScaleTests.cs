using System.Globalization;
using Sweep.Contracts.States;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Reference;

/// <summary>A thousand slots, a million trials.</summary>
public sealed class ScaleTests
{
    private const int Workers = 4;
    private const int Slots = 250;
    private const long MostMemory = 1L << 30;

    [Fact]
    [Trait("Category", "Chaos")]
    public async Task Sweep_OfAMillionTrials_CompletesWithMemoryAndTimeThatDoNotGrow()
    {
        const int Trials = 1_000_000;
        var samples = await RunAsync(Trials);
        var (first, last) = (Quarter(samples, Trials, 0), Quarter(samples, Trials, 3));
        Output($"first quarter {first}; last quarter {last}");
        // Heaps breathe; growth with the number of stages would be a multiple. Processor time, since what else a machine does takes only
        // real time from the coordinator.
        Assert.True(last.Memory < first.Memory * 1.5, $"Memory grew: {first}, {last}.");
        Assert.True(last.PerStage < first.PerStage * 1.5, $"Stages took longer and longer: {first}, {last}.");
    }

    /// <summary>Too short to say anything of growth.</summary>
    [Fact]
    public Task Sweep_OfTenThousandTrials_Completes() => RunAsync(trials: 10_000);

    private static async Task<List<Sample>> RunAsync(int trials)
    {
        await using var cluster = await TestCluster.StartAsync(with: cluster => cluster.Heartbeat = "5s");
        for (var worker = 0; worker < Workers; worker++)
            await cluster.StartNoopAsync("--slots", Slots.ToString(CultureInfo.InvariantCulture));
        await cluster.SubmitAsync(Spec(trials));

        var samples = new List<Sample>();
        var (start, moved) = (TimeProvider.System.GetTimestamp(), TimeProvider.System.GetTimestamp());
        while (samples is [] || samples[^1].Completed < trials)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TestCluster.Stop); // Between two looks at a run of an hour.
            Assert.False(cluster.Coordinator.HasExited, cluster.State());
            var counts = await cluster.CountAsync("scale");
            Assert.True(counts.Failed.Stages == 0, $"{counts}\n{cluster.State()}");
            var completed = counts[StageState.Completed].Stages;
            if (completed > (samples is [.., var before] ? before.Completed : 0))
                moved = TimeProvider.System.GetTimestamp();
            Assert.True(TimeProvider.System.GetElapsedTime(moved) < Until.Patience, $"It stands still.\n{cluster.State()}");
            samples.Add(
                new Sample(
                    TimeProvider.System.GetElapsedTime(start),
                    completed,
                    ResidentBytes(cluster.Coordinator.Id),
                    ProcessorTime(cluster.Coordinator.Id)
                )
            );
            if (samples.Count % 30 == 0)
                Say(samples[^1], trials);
        }

        Say(samples[^1], trials);
        Assert.True(
            samples.Max(sample => sample.Memory) < MostMemory,
            $"The coordinator had {samples.Max(sample => sample.Memory) >> 20} MiB."
        );
        return samples;
    }

    private sealed record Sample(TimeSpan Elapsed, long Completed, long Memory, TimeSpan Processor);

    private sealed record Figures(TimeSpan PerStage, long Memory)
    {
        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{PerStage.TotalMilliseconds:0.000} ms of processor time a stage, {Memory >> 20} MiB at most"
            );
    }

    /// <summary>Of the stages, not of the time.</summary>
    private static Figures Quarter(List<Sample> samples, int trials, int quarter)
    {
        var from = samples.First(sample => sample.Completed >= trials / 4.0 * quarter);
        var to = samples.First(sample => sample.Completed >= trials / 4.0 * (quarter + 1));
        var memory = samples.Where(sample => sample.Elapsed >= from.Elapsed && sample.Elapsed <= to.Elapsed).Max(sample => sample.Memory);
        return new Figures((to.Processor - from.Processor) / Math.Max(1, to.Completed - from.Completed), memory);
    }

    private static long ResidentBytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>User and system, which proc(5) counts in hundredths of a second.</summary>
    private static TimeSpan ProcessorTime(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(
            10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))
        );
    }

    private static void Say(Sample sample, int trials) =>
        Output(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{sample.Elapsed.TotalSeconds, 7:0} s  {sample.Completed} of {trials}  {sample.Memory >> 20} MiB  {sample.Processor.TotalSeconds:0} s of processor time"
            )
        );

    private static void Output(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    /// <summary>A stage a trial, half of them below another.</summary>
    private static string Spec(int trials) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            name: scale
            grid:
              dataset: mnist
              architecture: vgg16
              mode: from-scratch
              sparsity: [0, 0.5]
              seed: [{{string.Join(", ", Enumerable.Range(1, 1000))}}]
              training.lr: [{{string.Join(
                ", ",
                Enumerable.Range(1, trials / 2000).Select(step => (step * 0.001).ToString("R", CultureInfo.InvariantCulture))
            )}}]
            training: { epochs: 1 }
            pruning: { epochs: 1 }
            """
        );
}
