using System.Diagnostics;
using System.Globalization;
using Sweep.Coordinator.Planning;

namespace Sweep.Performance.Planning;

/// <summary>
/// Reads and expands specs of a million trials: one whose trials share long paths, one in which nearly every trial is a stage
/// of its own. The budget is ten seconds and 1 GB.
/// </summary>
internal sealed class PlanningBenchmark : IBenchmark
{
    private const int Rounds = 5;

    public string Name => "planning";

    public IReadOnlyList<string> Columns =>
        ["spec", "trials", "stages", "read s (median)", "expand s (median)", "expand s (min–max)", "peak memory of the process MB"];

    public Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<IReadOnlyList<string>>>([
            Measure("iterative", MillionTrials("iterative")),
            Measure("one-shot", MillionTrials("one-shot")),
        ]);

    /// <summary>2 × 2 × 2 × 10 × 5 × 25 × 100 = 1,000,000 points.</summary>
    private static string MillionTrials(string schedule) =>
        $$"""
            name: million
            grid:
              dataset: [cifar10, svhn]
              architecture: [vgg16, mobilenet]
              mode: [fine-tuned, from-scratch]
              sparsity: [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99]
              pruning.epochs: [1, 2, 3, 4, 5]
              training.lr: [{{string.Join(
                ", ",
                Enumerable.Range(1, 25).Select(i => (0.01 * i).ToString("0.##", CultureInfo.InvariantCulture))
            )}}]
              seed: [{{string.Join(", ", Enumerable.Range(1, 100))}}]
            pretrain:
              vgg16: { weights: timm/vgg16_bn.tv_in1k }
              mobilenet: { dataset: cifar100 }
            pruning: { schedule: {{schedule}} }
            """;

    private static string[] Measure(string name, string text)
    {
        var read = new List<TimeSpan>();
        var expand = new List<TimeSpan>();
        StageTree? tree = null;
        for (var round = 0; round < Rounds; round++)
        {
            tree = null;
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            var reading = SpecReading.Read(text);
            read.Add(Stopwatch.GetElapsedTime(start));
            start = Stopwatch.GetTimestamp();
            tree = Expansion.Expand(reading.Spec ?? throw new InvalidOperationException(string.Join('\n', reading.Problems)));
            expand.Add(Stopwatch.GetElapsedTime(start));
        }

        using var process = Process.GetCurrentProcess();
        return
        [
            name,
            $"{tree!.TrialCount:N0}",
            $"{tree.StageCount:N0}",
            Seconds(Rates.Median(read)),
            Seconds(Rates.Median(expand)),
            $"{Seconds(expand.Min())}–{Seconds(expand.Max())}",
            $"{process.PeakWorkingSet64 / 1e6:N0}",
        ];
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
