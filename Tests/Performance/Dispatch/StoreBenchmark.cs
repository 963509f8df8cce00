using System.Diagnostics;
using System.Globalization;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Performance.Dispatch;

/// <summary>
/// Submits a sweep of a million trials, nearly each a stage of its own, to an empty SQLite store, and reads its first ready
/// stages and all its trials back. The budget is a minute and no growth with the number of trials.
/// </summary>
internal sealed class StoreBenchmark : IBenchmark
{
    public string Name => "store";

    public IReadOnlyList<string> Columns => ["trials", "stages", "submit s", "ready window ms", "read all trials s", "database MB", "managed memory before and after MB"];

    public async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation)
    {
        var rows = new List<string[]>();
        foreach (var seeds in new[] { 1_000, 10_000, 100_000 })
            rows.Add(await MeasureAsync(seeds, cancellation));
        return rows;
    }

    private static async Task<string[]> MeasureAsync(int seeds, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("sweep-bench-");
        try
        {
            var tree = Expansion.Expand(SpecReading.Read(Spec(seeds)).Spec!);
            var path = Path.Combine(folder.FullName, "sweep.db");
            await using var store = SqliteSweepStore.Open(new SqliteStoreOptions(path), TimeProvider.System);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var start = Stopwatch.GetTimestamp();
            await store.SubmitAsync(tree, "million", cancellation);
            var submit = Stopwatch.GetElapsedTime(start);
            var after = GC.GetTotalMemory(forceFullCollection: true);
            start = Stopwatch.GetTimestamp();
            await store.ReadReadyAsync("million", TimeProvider.System.GetUtcNow(), 64, cancellation);
            var ready = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            var trials = await store.ReadTrialsAsync("million", cancellation).CountAsync(cancellation);
            var read = Stopwatch.GetElapsedTime(start);
            return
            [
                $"{trials:N0}", $"{tree.StageCount:N0}", Seconds(submit), (ready.TotalMilliseconds).ToString("0.0", CultureInfo.InvariantCulture),
                Seconds(read), $"{new FileInfo(path).Length / 1e6:N0}", $"{before / 1e6:N0}, {after / 1e6:N0}",
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Spec(int seeds) => $$"""
        name: million
        grid:
          dataset: cifar10
          architecture: vgg16
          mode: from-scratch
          sparsity: [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99]
          seed: [{{string.Join(", ", Enumerable.Range(1, seeds))}}]
        pruning: { schedule: one-shot }
        """;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
