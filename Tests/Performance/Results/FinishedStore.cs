using System.Globalization;
using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Performance.Results;

/// <summary>
/// A store with a sweep of a million finished trials, nearly each of a stage of its own. It is submitted as any other; results are
/// put into the file at once, since workers' reports one by one would take minutes. The file is kept for the next time.
/// </summary>
internal static class FinishedStore
{
    public const string Sweep = "million";

    /// <summary>Rises when what is put into the file changes.</summary>
    private const int Content = 4;

    private const int Seeds = 6_250;

    /// <summary>Path of the home that has it.</summary>
    public static async Task<string> MakeAsync(CancellationToken cancellation)
    {
        var home = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "bench", $"results-{Content}");
        if (File.Exists(Path.Combine(home, "done")))
            return home;

        Directory.CreateDirectory(home);
        var path = Path.Combine(home, "sweep.db");
        File.Delete(path);
        await using (
            var keeper = await LedgerKeeper.OpenAsync(
                SqliteLedgerStore.Open(new SqliteStoreOptions(path)),
                KeeperOptions.Default,
                TimeProvider.System,
                cancellation
            )
        )
        {
            var submitted = Submission.Prepare(Expansion.Expand(SpecReading.Read(Spec).Spec!), Sweep);
            await keeper.SubmitAsync(submitted, replace: false, TimeProvider.System.GetUtcNow(), cancellation);
        }

        await FinishAsync(path, cancellation);
        await File.WriteAllTextAsync(Path.Combine(home, "done"), "", cancellation);
        return home;
    }

    private static string Spec =>
        $$"""
            name: million
            grid:
              dataset: [cifar10, cifar100, svhn, fashion-mnist]
              architecture: [vgg16, mobilenet]
              mode: [from-scratch, fine-tuned]
              sparsity: [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99]
              seed: [{{string.Join(", ", Enumerable.Range(1, Seeds))}}]
            pretrain: { vgg16: { dataset: mnist }, mobilenet: { dataset: mnist } }
            pruning: { schedule: one-shot }
            """;

    /// <summary>Every stage gets a result but one in a thousand, which failed.</summary>
    private static async Task FinishAsync(string path, CancellationToken cancellation)
    {
        await using var store = SqliteLedgerStore.Open(new SqliteStoreOptions(path));
        var mark = await store.TakeOverAsync(cancellation);
        var facts = await store.ReadLedgerAsync(cancellation);
        var head = facts.Head with { Sequence = facts.Head.Stages + 1 };
        var counts = new Dictionary<StageState, StateCount>();
        await foreach (var stages in store.ReadStagesAsync(null, cancellation).Chunk(10_000).WithCancellation(cancellation))
        {
            var finished = stages.Select(Finish).ToList();
            foreach (var stage in finished)
            {
                var state = stage.Condition == StageCondition.Completed ? StageState.Completed : StageState.Failed;
                counts[state] = counts.GetValueOrDefault(state) + new StateCount(1, stage.Members[0].Trials, stage.Members[0].Cost);
            }

            var results = finished
                .Where(stage => stage.HasResult)
                .Select(stage => new ResultFacts(stage.Number, Measured(stage.Number, stage.Sparsity)));
            mark = mark with { Revision = mark.Revision + 1 };
            await store.AppendAsync(
                mark,
                new Batch
                {
                    Head = head,
                    Stages = finished,
                    Results = [.. results],
                },
                cancellation
            );
        }

        var sweep = facts.Sweeps[0] with { State = SweepState.Failed, Counts = new SweepCounts(counts) };
        await store.AppendAsync(mark with { Revision = mark.Revision + 1 }, new Batch { Head = head, Sweeps = [sweep] }, cancellation);
    }

    private static StageFacts Finish(StageFacts stage)
    {
        var isParked = stage is { Parent: not 0, Sparsity: > 0 } && stage.Number % 1000 == 999;
        return stage with
        {
            Attempt = 1,
            Changed = stage.Number + 1,
            Condition = isParked ? StageCondition.Parked : StageCondition.Completed,
            HasResult = !isParked,
            Took = isParked ? 0 : 1,
            Error = isParked ? $"the loss is not finite: learning rate {stage.Number % 7}" : null,
        };
    }

    /// <summary>As a worker would report it: accuracies are whole images of ten thousand, times and losses differ from stage to stage.</summary>
    private static StageResult Measured(long key, double sparsity)
    {
        var random = new Random((int)key);
        var top1 = Math.Round(9_300 - (1_500 * Math.Pow(sparsity, 6)) + (random.NextDouble() * 200)) / 100;
        return new StageResult
        {
            Top1 = top1,
            Top5 = Math.Min(100, Math.Round((top1 + 5) * 100) / 100),
            Loss = ((100 - top1) / 20) + random.NextDouble(),
            PerClass = [.. Enumerable.Range(0, 10).Select(_ => Math.Round((top1 + random.NextDouble() - 0.5) * 10) / 10)],
            Parameters = 14_728_266,
            ParametersNonzero = (long)(14_728_266 * (1 - sparsity)),
            Flops = 313_000_000,
            FlopsEffective = (long)(313_000_000 * (1 - (0.8 * sparsity))) + random.Next(100_000),
            SizeBytes = 58_913_064,
            Sparsity = sparsity,
            Epochs = sparsity > 0 ? 5 : 30,
            Duration = TimeSpan.FromSeconds(100 + (random.NextDouble() * 50)),
            ImagesPerSecond = 5_000 + (random.NextDouble() * 1_000),
            Device = string.Create(CultureInfo.InvariantCulture, $"NVIDIA H100 {key % 4}"),
            Versions = new Dictionary<string, string>
            {
                ["sweep"] = "0.1.0",
                ["torch"] = "2.7.1",
                ["dotnet"] = "10.0.0",
                ["commit"] = "0123456789ab",
            },
        };
    }
}
