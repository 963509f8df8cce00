using MongoDB.Bson;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store.Blobs;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>Facts as documents, and back: those of which there are few, or which are read one by one. Moments are milliseconds since 1970, times milliseconds.</summary>
internal static class SmallDocuments
{
    public static BsonDocument Of(SettingsFacts settings) => new() { { "_id", (long)settings.Number }, { "json", StoreJson.Write(settings.Shared) } };

    public static SettingsFacts ToSettings(BsonDocument from) => new(from["_id"].ToInt32(), StoreJson.Read<StageDefinition>(from["json"].AsString));

    public static BsonDocument Of(SweepFacts sweep) => new()
    {
        { "_id", sweep.Number }, { "name", sweep.Name }, { "specHash", sweep.SpecHash }, { "state", sweep.State.ToString().ToLowerInvariant() }, { "priority", sweep.Priority },
        { "retries", sweep.Retries }, { "weight", sweep.Weight }, { "stageTimeout", Value(sweep.StageTimeout?.TotalMilliseconds) }, { "gpuHours", Value(sweep.GpuHours) },
        { "created", Value(sweep.Created) }, { "reused", sweep.Reused }, { "spent", (long)sweep.Spent.TotalMilliseconds },
        { "unshared", (long)sweep.Unshared.TotalMilliseconds }, { "counts", StoreJson.Write(sweep.Counts.ByState) },
    };

    /// <summary>A sweep that was removed keeps its number, so that nothing that comes late brings it back.</summary>
    public static BsonDocument Gone(long sweep) => new() { { "_id", sweep }, { "gone", true } };

    public static bool IsGone(BsonDocument sweep) => sweep.Contains("gone");

    public static SweepFacts ToSweep(BsonDocument from) => new()
    {
        Number = from["_id"].ToInt64(),
        Name = from["name"].AsString,
        SpecHash = from["specHash"].AsString,
        State = ToState(from),
        Priority = from["priority"].ToInt32(),
        Retries = from["retries"].ToInt32(),
        Weight = from["weight"].ToDouble(),
        StageTimeout = Number(from["stageTimeout"]) is { } timeout ? TimeSpan.FromMilliseconds(timeout) : null,
        GpuHours = Number(from["gpuHours"]),
        Created = Moment(from["created"])!.Value,
        Reused = from["reused"].ToInt64(),
        Spent = TimeSpan.FromMilliseconds(from["spent"].ToInt64()),
        Unshared = TimeSpan.FromMilliseconds(from["unshared"].ToInt64()),
        Counts = new SweepCounts(StoreJson.Read<Dictionary<StageState, StateCount>>(from["counts"].AsString)),
    };

    public static SweepState ToState(BsonDocument sweep) => Enum.Parse<SweepState>(sweep["state"].AsString, ignoreCase: true);

    public static BsonDocument Of(AddedSweep added) => new() { { "_id", added.Sweep }, { "text", added.SpecText }, { "trials", added.Leaves.Count } };

    public static BsonDocument Of(ResultFacts result) => new() { { "_id", result.Stage }, { "value", ResultBlob.Write(result.Result) } };

    public static StageResult ToResult(BsonDocument from) => new ResultBlob().Read(from["value"].AsByteArray);

    /// <summary>A list for each field, for aggregations; what was not measured is null.</summary>
    public static BsonDocument Of(CurveFacts curve) => new()
    {
        { "_id", curve.Stage }, { "epoch", List(curve, point => point.Epoch) }, { "trainLoss", List(curve, point => point.TrainLoss) }, { "top1", List(curve, point => Value(point.Top1)) },
        { "loss", List(curve, point => Value(point.Loss)) }, { "learningRate", List(curve, point => point.LearningRate) }, { "sparsity", List(curve, point => point.Sparsity) },
    };

    public static IReadOnlyList<EpochMetrics> ToCurve(BsonDocument from) => [.. Enumerable.Range(0, from["epoch"].AsBsonArray.Count).Select(at => new EpochMetrics(
        from["epoch"][at].ToInt32(), from["trainLoss"][at].ToDouble(), Number(from["top1"][at]), Number(from["loss"][at]), from["learningRate"][at].ToDouble(), from["sparsity"][at].ToDouble()))];

    public static BsonDocument Of(AttemptFacts facts) => new()
    {
        { "_id", FirstAttempt(facts.Stage) + facts.Place }, { "number", facts.Attempt.Number }, { "worker", Value(facts.Attempt.WorkerId) }, { "queued", Value(facts.Attempt.Queued) },
        { "started", Value(facts.Attempt.Started) }, { "ended", Value(facts.Attempt.Ended) }, { "outcome", (int)facts.Attempt.Outcome }, { "error", Value(facts.Attempt.Error) },
        { "details", Value(facts.Attempt.Details) }, { "logTail", Value(facts.Attempt.LogTail) },
    };

    public static AttemptRecord ToAttempt(BsonDocument from) => new()
    {
        Number = from["number"].ToInt32(),
        WorkerId = Text(from["worker"]),
        Queued = Moment(from["queued"]),
        Started = Moment(from["started"]),
        Ended = Moment(from["ended"]),
        Outcome = (AttemptOutcome)from["outcome"].ToInt32(),
        Error = Text(from["error"]),
        Details = Text(from["details"]),
        LogTail = Text(from["logTail"]),
    };

    /// <summary>A stage's attempts are the numbers from here to the next stage's first.</summary>
    public static long FirstAttempt(long stage) => stage * AttemptFacts.Kept;

    public static BsonValue Value(string? text) => (BsonValue?)text ?? BsonNull.Value;

    private static BsonValue Value(double? number) => number is { } known ? known : BsonNull.Value;

    private static BsonValue Value(DateTimeOffset? moment) => moment is { } known ? known.ToUnixTimeMilliseconds() : BsonNull.Value;

    private static double? Number(BsonValue value) => value.IsBsonNull ? null : value.ToDouble();

    private static string? Text(BsonValue value) => value.IsBsonNull ? null : value.AsString;

    private static DateTimeOffset? Moment(BsonValue value) => value.IsBsonNull ? null : DateTimeOffset.FromUnixTimeMilliseconds(value.ToInt64());

    private static BsonArray List(CurveFacts curve, Func<EpochMetrics, BsonValue> field) => new(curve.Points.Select(field));
}
