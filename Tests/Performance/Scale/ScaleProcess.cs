using System.Diagnostics;
using System.Text.Json;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Performance.Scale;

/// <summary>What a coordinator does with a store, in a process of its own, so that its start and its memory are those of a new one.</summary>
internal static class ScaleProcess
{
    /// <summary>First argument of this program that makes it one of these; a step, a case and a folder follow.</summary>
    public const string Verb = "scale-step";

    private const int Few = 1_000;
    private const int Callers = 256;
    private const int Window = 64;

    /// <summary>Runs a step in a process of its own; returns what it measured.</summary>
    public static async Task<Dictionary<string, double>> StartAsync(
        string step,
        ScaleCase what,
        string folder,
        CancellationToken cancellation
    )
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, [Verb, step, what.ToString(), folder]) { RedirectStandardOutput = true }
        )!;
        var answer = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Dictionary<string, double>>(answer)!
            : throw new InvalidOperationException($"Step {step} of {what} failed; its error stands above.");
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        var (step, what, folder) = (arguments[0], ScaleCase.Parse(arguments[1]), arguments[2]);
        var measured = step switch
        {
            "submit" => await SubmitAsync(what, folder),
            "start" => await StartAsync(what, folder),
            _ => await FinishAsync(what, folder),
        };
        Console.WriteLine(JsonSerializer.Serialize(measured));
        return 0;
    }

    /// <summary>One sweep after another; how long the first took, from its stage tree to the store's word that it lasts.</summary>
    private static async Task<Dictionary<string, double>> SubmitAsync(ScaleCase what, string folder)
    {
        var store = await what.OpenAsync(folder, CancellationToken.None);
        var keeper = await OpenAsync(store);
        var submit = 0.0;
        for (var number = 0; number < what.Millions; number++)
        {
            var tree = Expansion.Expand(SpecReading.Read(Spec(number)).Spec!);
            var start = Stopwatch.GetTimestamp();
            await keeper.SubmitAsync(Submission.Prepare(tree, Name(number)), replace: false, Now, CancellationToken.None);
            submit = number == 0 ? Seconds(start) : submit;
        }

        return new() { ["submit"] = submit, ["close"] = await CloseAsync(keeper) };
    }

    /// <summary>What an empty store's coordinator holds when it has loaded it.</summary>
    private static async Task<Dictionary<string, double>> StartAsync(ScaleCase what, string folder)
    {
        var start = Stopwatch.GetTimestamp();
        var store = await what.OpenAsync(folder, CancellationToken.None);
        var keeper = await OpenAsync(store);
        var measured = new Dictionary<string, double>
        {
            ["start"] = Seconds(start),
            ["resident"] = Environment.WorkingSet / 1e6,
            ["managed"] = GC.GetTotalMemory(forceFullCollection: true) / 1e6,
        };
        // The first pass of a process compiles what it calls.
        for (var pass = 0; pass < 2; pass++)
        {
            start = Stopwatch.GetTimestamp();
            await keeper.AskAsync(Pass, CancellationToken.None);
            measured["pass"] = Seconds(start);
        }

        await CloseAsync(keeper);
        return measured;
    }

    /// <summary>
    /// All stages are handed out and completed: the first thousand and the last one by one, by as many callers as workers have slots, and
    /// those between them a thousand in a transition.
    /// </summary>
    private static async Task<Dictionary<string, double>> FinishAsync(ScaleCase what, string folder)
    {
        var store = await what.OpenAsync(folder, CancellationToken.None);
        var keeper = await OpenAsync(store);
        var lives = await Lives.MakeAsync(keeper);
        // The first calls of a process compile what they call.
        await lives.RunOneByOneAsync(Few, Callers);
        var first = await lives.RunOneByOneAsync(Few, Callers);
        var start = Stopwatch.GetTimestamp();
        while (await keeper.AskAsync(ledger => ledger.Count(Name(0)).Open.Stages, CancellationToken.None) > Few)
            await lives.RunTogetherAsync(Few);
        var between = Seconds(start);
        return new()
        {
            ["first"] = first,
            ["between"] = between,
            ["last"] = await lives.RunOneByOneAsync(Few, Callers),
            ["close"] = await CloseAsync(keeper),
        };
    }

    private static Task<LedgerKeeper> OpenAsync(ILedgerStore store) =>
        LedgerKeeper.OpenAsync(store, KeeperOptions.Default, TimeProvider.System, CancellationToken.None);

    /// <summary>Until all is where it stays.</summary>
    private static async Task<double> CloseAsync(LedgerKeeper keeper)
    {
        var start = Stopwatch.GetTimestamp();
        await keeper.DisposeAsync();
        return Seconds(start);
    }

    /// <summary>What a pass asks of the ledger.</summary>
    private static int Pass(SweepLedger ledger) =>
        ledger.ReadUnwanted().Count + ledger.ReadHeads(Now, TimeSpan.FromMinutes(5), Window).Sum(sweep => sweep.Ready.Count);

    private static IReadOnlyList<ReadyStage> Ready(SweepLedger ledger, string sweep, int limit) =>
        ledger.ReadReady(sweep, Now, TimeSpan.FromMinutes(5), limit);

    private static string Name(int number) => $"million-{number}";

    private static string Spec(int number) =>
        $$"""
            name: {{Name(number)}}
            grid:
              dataset: cifar10
              architecture: vgg16
              mode: from-scratch
              sparsity: [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99]
              seed: [{{string.Join(", ", Enumerable.Range(1 + (number * 100_000), 100_000))}}]
            pruning: { schedule: one-shot }
            """;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static double Seconds(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;

    /// <summary>Takes stages of the first sweep through their lives.</summary>
    private sealed class Lives(LedgerKeeper keeper, StageReport report)
    {
        public static async Task<Lives> MakeAsync(LedgerKeeper keeper)
        {
            var stage = (
                await keeper.AskAsync(ledger => ledger.FindStage(Ready(ledger, Name(0), 1)[0].StageId), CancellationToken.None)
            )!.Definition;
            var run = await new NoopEngine(TimeSpan.Zero, TimeProvider.System).RunAsync(
                new StageWork(stage),
                new Progress<StageProgress>(),
                StageStop.Never
            );
            return new Lives(keeper, new StageReport(run.Result, [new(1, 1, 1, 1, 1, 0)]));
        }

        /// <summary>Milliseconds a stage.</summary>
        public async Task<double> RunOneByOneAsync(int count, int callers)
        {
            var stages = new Queue<ReadyStage>(await keeper.AskAsync(ledger => Ready(ledger, Name(0), count), CancellationToken.None));
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(
                Enumerable
                    .Range(0, callers)
                    .Select(_ =>
                        Task.Run(async () =>
                        {
                            while (Next() is { } stage)
                            {
                                var attempt = await keeper.ChangeAsync(
                                    ledger => ledger.Hand(stage.StageId, "w", Now)!.Attempt,
                                    CancellationToken.None
                                );
                                await keeper.ChangeAsync(ledger => Complete(ledger, stage.StageId, attempt), CancellationToken.None);
                            }
                        })
                    )
            );
            return Seconds(start) * 1_000 / count;
            ReadyStage? Next()
            {
                lock (stages)
                    return stages.TryDequeue(out var stage) ? stage : null;
            }
        }

        public Task<bool> RunTogetherAsync(int count) =>
            keeper.ChangeAsync(
                ledger =>
                {
                    foreach (var stage in Ready(ledger, Name(0), count))
                        Complete(ledger, stage.StageId, ledger.Hand(stage.StageId, "w", Now)!.Attempt);
                    return true;
                },
                CancellationToken.None
            );

        private bool Complete(SweepLedger ledger, StageId stage, int attempt) =>
            ledger.Complete(new Lease(stage, attempt, "w"), report.Result, report.Curve, TimeSpan.FromSeconds(1), Now);
    }

    private sealed record StageReport(Contracts.Results.StageResult Result, IReadOnlyList<EpochMetrics> Curve);
}
