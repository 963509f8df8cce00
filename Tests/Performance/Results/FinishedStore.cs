using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Planning;
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
    private const int Content = 1;

    private const int Seeds = 6_250;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>Path of the home that has it.</summary>
    public static async Task<string> MakeAsync(CancellationToken cancellation)
    {
        var home = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "bench", $"results-{Content}");
        if (File.Exists(Path.Combine(home, "done")))
            return home;

        Directory.CreateDirectory(home);
        var path = Path.Combine(home, "sweep.db");
        File.Delete(path);
        await using (var store = SqliteSweepStore.Open(new SqliteStoreOptions(path), TimeProvider.System))
            await store.SubmitAsync(Expansion.Expand(SpecReading.Read(Spec).Spec!), Sweep, cancellation);
        Finish(path);
        await File.WriteAllTextAsync(Path.Combine(home, "done"), "", cancellation);
        return home;
    }

    private static string Spec => $$"""
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
    private static void Finish(string path)
    {
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        database.Open();
        database.CreateFunction("measured", (long key, double sparsity) => JsonSerializer.Serialize(Measured(key, sparsity), _json));
        using var command = database.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText =
            """
            BEGIN;
            UPDATE stage SET attempt = 1, changed = key, state = CASE WHEN key % 1000 = 999 AND parent IS NOT NULL AND sparsity > 0 THEN 5 ELSE 4 END;
            UPDATE stage SET result = measured(key, sparsity) WHERE state = 4;
            UPDATE stage SET error = 'the loss is not finite: learning rate ' || (key % 7) WHERE state = 5;
            DELETE FROM ready;
            DELETE FROM tally;
            INSERT INTO tally(sweep, state, stages, trials, cost)
                SELECT m.sweep, s.state, COUNT(*), SUM(m.trials), SUM(m.cost) FROM stage s JOIN member m ON m.stage = s.key GROUP BY 1, 2;
            UPDATE sweep SET state = 3;
            COMMIT;
            """;
        command.ExecuteNonQuery();
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
            Versions = new Dictionary<string, string> { ["sweep"] = "0.1.0", ["torch"] = "2.7.1", ["dotnet"] = "10.0.0", ["commit"] = "0123456789ab" },
        };
    }
}
