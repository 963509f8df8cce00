using MongoDB.Bson;
using MongoDB.Driver;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// A trial as a document, flat and with full field names, because people query it. The point of the grid and the last stage never change.
/// State and metrics are for people alone and are never read back. They are updated as batches are applied: when a stage is completed,
/// parked or retried, one update changes the documents of all trials that end in it, but none of its descendants'. A trial is
/// <c>pending</c> while a worker holds it, and while its stage is blocked by a parked ancestor; when its sweep ends, pending trials become
/// <c>failed</c> or <c>cancelled</c>. Field <c>u</c> orders updates so that no earlier one replaces a later one: it is twice the position
/// in the log, plus one for an update made by the sweep's end.
/// </summary>
internal static class TrialDocument
{
    private static readonly IReadOnlyDictionary<string, string> _noAxes = new Dictionary<string, string>();

    /// <summary>A sweep's trials have the numbers from its first up to the next sweep's first.</summary>
    public static long Number(long sweep, int index) => (sweep << 31) | (uint)index;

    public static BsonDocument Range(long sweep, int from = 0) =>
        new() { { "$gte", Number(sweep, from) }, { "$lt", Number(sweep + 1, 0) } };

    /// <param name="hasResult">Whether the last stage was completed before, for another sweep.</param>
    public static BsonDocument Create(long sweep, string name, NewTrial trial, long leaf, bool hasResult) =>
        new BsonDocument
        {
            { "_id", Number(sweep, trial.Index) },
            { "sweep", name },
            { "index", trial.Index },
            { "dataset", trial.Dataset },
            { "architecture", trial.Architecture },
            { "mode", trial.Mode },
            { "sparsity", trial.Sparsity },
            { "seed", trial.Seed },
            { "stage", trial.StageId.ToString() },
            { "leaf", leaf },
        }
            .Add("axes", Pairs(trial.Axes), trial.Axes.Count > 0)
            .Add("h", true, hasResult);

    public static bool HasResult(BsonDocument logged) => logged.Contains("h");

    public static (NewTrial Trial, long Leaf) ToTrial(BsonDocument from) =>
        (
            new NewTrial
            {
                Index = from["index"].AsInt32,
                Dataset = string.Intern(from["dataset"].AsString),
                Architecture = string.Intern(from["architecture"].AsString),
                Mode = string.Intern(from["mode"].AsString),
                Sparsity = from["sparsity"].AsDouble,
                Seed = from["seed"].AsInt32,
                StageId = StageId.Parse(from["stage"].AsString),
                Axes = from.TryGetValue("axes", out var axes)
                    ? axes.AsBsonDocument.ToDictionary(axis => axis.Name, axis => axis.Value.AsString)
                    : _noAxes,
            },
            from["leaf"].AsInt64
        );

    /// <summary>Completes a trial from the log with its result.</summary>
    /// <param name="result">The result of the last stage; null when it was never completed.</param>
    public static BsonDocument Complete(BsonDocument logged, StageResult? result) =>
        new BsonDocument(logged.Where(element => element.Name != "h")) { { "u", 2 * logged["r"].AsInt64 } }.AddRange(
            result is null ? new BsonDocument("state", Word(TrialState.Pending)) : Completed(result)
        );

    public static WriteModel<RawBsonDocument> AfterResult(BsonDocument result) =>
        Update(result["r"].AsInt64, result["_id"].AsInt64, Completed(Documents.ToResult(result)));

    /// <summary>Null when no trial changes.</summary>
    public static WriteModel<RawBsonDocument>? AfterStage(long position, in StageFacts stage) =>
        stage switch
        {
            { HasResult: true } or { Attempt: 0 } => null,
            { Condition: StageCondition.Parked } => Update(
                position,
                stage.Number,
                new BsonDocument { { "state", Word(TrialState.Failed) }, { "error", (BsonValue?)stage.Error ?? BsonNull.Value } }
            ),
            { Condition: StageCondition.Open } => Update(
                position,
                stage.Number,
                new BsonDocument { { "state", Word(TrialState.Pending) }, { "error", BsonNull.Value } }
            ),
            _ => null,
        };

    /// <summary>Null when no trial changes.</summary>
    /// <param name="before">Null when the sweep is new.</param>
    public static WriteModel<RawBsonDocument>? AfterSweep(BsonDocument sweep, SweepState? before)
    {
        var (was, becomes, shown) = (WithoutResult(before), WithoutResult(Documents.StateOf(sweep)), (2 * sweep["r"].AsInt64) + 1);
        return was == becomes
            ? null
            : new UpdateManyModel<RawBsonDocument>(
                new BsonDocument
                {
                    { "sweep", sweep["name"] },
                    { "state", was },
                    { "_id", Range(sweep["_id"].AsInt64) },
                    { "u", new BsonDocument("$lt", shown) },
                },
                new BsonDocument("$set", new BsonDocument { { "state", becomes }, { "u", shown } })
            );
    }

    private static string WithoutResult(SweepState? sweep) =>
        Word(
            sweep switch
            {
                SweepState.Failed => TrialState.Failed,
                SweepState.Cancelled => TrialState.Cancelled,
                _ => TrialState.Pending,
            }
        );

    private static BsonDocument Completed(StageResult result) =>
        new()
        {
            { "state", Word(TrialState.Completed) },
            { "top1", result.Top1 },
            { "top5", result.Top5 },
            { "loss", result.Loss },
            { "perClass", new BsonArray(result.PerClass) },
            { "reachedSparsity", result.Sparsity },
            { "parameters", result.Parameters },
            { "parametersNonzero", result.ParametersNonzero },
            { "compression", result.Compression },
            { "flops", result.Flops },
            { "flopsEffective", result.FlopsEffective },
            { "speedup", result.Speedup },
            { "sizeBytes", result.SizeBytes },
            { "epochs", result.Epochs },
            { "seconds", result.Duration.TotalSeconds },
            { "imagesPerSecond", result.ImagesPerSecond },
            { "device", result.Device },
            { "versions", Pairs(result.Versions) },
            { "warnings", new BsonArray(result.Warnings) },
            { "error", BsonNull.Value },
        };

    private static UpdateManyModel<RawBsonDocument> Update(long position, long stage, BsonDocument set) =>
        new(
            new BsonDocument { { "leaf", stage }, { "u", new BsonDocument("$lte", 2 * position) } },
            new BsonDocument("$set", set.Set("u", 2 * position))
        );

    private static BsonDocument Pairs(IReadOnlyDictionary<string, string> pairs) =>
        new(pairs.Select(pair => new BsonElement(pair.Key, pair.Value)));

    private static string Word(TrialState state) => state.ToString().ToLowerInvariant();
}
