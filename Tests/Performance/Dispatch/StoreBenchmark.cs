using System.Diagnostics;
using System.Globalization;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Worker.Running;

namespace Sweep.Performance.Dispatch;

/// <summary>
/// Submits sweeps of up to a million trials, nearly each a stage of its own, to an empty SQLite store; then what a coordinator
/// does all the time: reads the first ready stages, looks for what nobody wants, pauses, and takes stages through their lives
/// (queued, started, completed), one caller after the other's end and many at once. The budget is a minute for a million, and
/// no growth with the number of trials of anything but submitting and reading all.
/// </summary>
internal sealed class StoreBenchmark : IBenchmark
{
    private const int Lives = 5_000;
    private const int Callers = 256;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public string Name => "store";

    public IReadOnlyList<string> Columns =>
    [
        "trials", "stages", "submit s", "ready window ms", "unwanted ms", "pause ms", "lives a second, 1 caller", $"lives a second, {Callers} callers",
        "read all trials s", "database MB", "managed memory before and after MB",
    ];

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
            await using var keeper = await LedgerKeeper.OpenAsync(SqliteLedgerStore.Open(new SqliteStoreOptions(path)), KeeperOptions.Default, TimeProvider.System, cancellation);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var submit = await TimeAsync(() => keeper.SubmitAsync(Submission.Prepare(tree, "million"), replace: false, Now, cancellation));
            var after = GC.GetTotalMemory(forceFullCollection: true);
            var result = (await new NoopEngine(TimeSpan.Zero, TimeProvider.System).RunAsync(new StageWork(tree.Stage(0)), new Progress<StageProgress>(), StageStop.Never)).Result;
            var one = await LivesAsync(keeper, Lives / 5, 1, result, cancellation);
            var many = await LivesAsync(keeper, Lives, Callers, result, cancellation);

            // What a pause has to find: as many attempts as a large cluster has slots.
            foreach (var stage in await ReadyAsync(keeper, 1_000, cancellation))
                await keeper.ChangeAsync(ledger => ledger.Hand(stage.StageId, "w", Now), cancellation);
            var ready = await TimeAsync(() => ReadyAsync(keeper, 64, cancellation));
            var unwanted = await TimeAsync(() => keeper.AskAsync(ledger => ledger.ReadUnwanted(), cancellation));
            var pause = await TimeAsync(async () =>
            {
                await keeper.ChangeAsync(ledger => ledger.SetState("million", SweepState.Running, SweepState.Paused), cancellation);
                return await keeper.AskAsync(ledger => ledger.ReadUnwanted(), cancellation);
            });
            var trials = 0;
            var read = await TimeAsync(async () => trials = await new SweepReader(keeper).ReadTrialsAsync("million", cancellation).CountAsync(cancellation));
            return
            [
                $"{trials:N0}", $"{tree.StageCount:N0}", Seconds(submit), Milliseconds(ready), Milliseconds(unwanted), Milliseconds(pause),
                $"{one:N0}", $"{many:N0}", Seconds(read), $"{new FileInfo(path).Length / 1e6:N0}", $"{before / 1e6:N0}, {after / 1e6:N0}",
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> LivesAsync(LedgerKeeper keeper, int lives, int callers, StageResult result, CancellationToken cancellation)
    {
        var stages = new Queue<ReadyStage>(await ReadyAsync(keeper, lives, cancellation));
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
            async () =>
            {
                while (true)
                {
                    ReadyStage stage;
                    lock (stages)
                    {
                        if (!stages.TryDequeue(out stage))
                            return;
                    }

                    var run = await keeper.ChangeAsync(ledger => ledger.Hand(stage.StageId, "w", Now), cancellation);
                    var lease = new Lease(stage.StageId, run!.Attempt, "w");
                    await keeper.ChangeAsync(ledger => ledger.Start(lease, Now), cancellation);
                    await keeper.ChangeAsync(ledger => ledger.Complete(lease, result, [new(1, 1, 1, 1, 1, 0)], TimeSpan.FromSeconds(1), Now), cancellation);
                }
            },
            cancellation)));
        return lives / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static Task<IReadOnlyList<ReadyStage>> ReadyAsync(LedgerKeeper keeper, int limit, CancellationToken cancellation) =>
        keeper.AskAsync(ledger => ledger.ReadReady("million", Now, TimeSpan.FromMinutes(5), limit), cancellation);

    private static async Task<TimeSpan> TimeAsync<T>(Func<Task<T>> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start);
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

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
