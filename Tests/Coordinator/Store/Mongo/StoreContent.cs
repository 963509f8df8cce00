using System.Text.Json;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Blobs;

namespace Sweep.Tests.Coordinator.Store.Mongo;

/// <summary>Everything that a store returns, as lines to compare.</summary>
internal static class StoreContent
{
    private const int MostStages = 100;

    /// <param name="withOpen">Whether to include open stages, which only a writer may read.</param>
    public static async Task<IReadOnlyList<string>> ReadAsync(ILedgerReader store, CancellationToken cancellation, bool withOpen = true)
    {
        var lines = new List<string>();
        void Add(string name, object? value) => lines.Add($"{name} {JsonSerializer.Serialize(value, StoreJson.Options)}");
        var facts = await store.ReadLedgerAsync(cancellation);
        Add("head", facts.Head.ToString());
        foreach (var settings in facts.Settings)
            Add("settings", settings);
        foreach (var sweep in facts.Sweeps)
        {
            Add("sweep", sweep);
            Add("spec", await store.ReadSpecAsync(sweep.Number, cancellation));
            await foreach (var trial in store.ReadTrialsAsync(sweep.Number, 0, cancellation))
            {
                Add(
                    "trial",
                    new
                    {
                        trial.Trial,
                        trial.Leaf,
                        trial.Result,
                    }
                );
            }

            await foreach (var stage in store.ReadStagesAsync(sweep.Number, cancellation))
                Add($"stage of {sweep.Number}", stage.Number);
        }

        await foreach (var stage in withOpen ? store.ReadStagesAsync(null, cancellation) : AsyncEnumerable.Empty<StageFacts>())
            Add("open", stage.Number);
        var ids = await store.FindIdsAsync(new StageId(0), new StageId(UInt128.MaxValue), MostStages, cancellation);
        foreach (var stage in (await store.FindStagesAsync(ids, cancellation)).OrderBy(stage => stage.Number))
        {
            Add("stage", stage with { HasNewMembers = false });
            Add("result", (await store.ReadResultsAsync([stage.Number], cancellation)).Values.SingleOrDefault());
            Add("outcomes", (await store.ReadOutcomesAsync([stage.Number], cancellation)).Values.SingleOrDefault());
            Add("curve", await store.ReadCurveAsync(stage.Number, cancellation));
            Add("attempts", await store.ReadAttemptsAsync(stage.Number, cancellation));
        }

        return lines;
    }
}
