using MongoDB.Bson;
using MongoDB.Bson.IO;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store.Blobs;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// Converts facts to documents and back. Kinds with few documents have the fields of their JSON; for the others see <see
/// cref="StageDocument"/> and <see cref="TrialDocument"/>.
/// </summary>
internal static class Documents
{
    private static readonly JsonWriterSettings _json = new() { OutputMode = JsonOutputMode.RelaxedExtendedJson };

    public static BsonDocument ToDocument<T>(long number, T facts) =>
        new BsonDocument("_id", number).AddRange(BsonDocument.Parse(StoreJson.Write(facts)));

    public static T To<T>(BsonDocument from) => StoreJson.Read<T>(from.ToJson(_json));

    /// <summary>Replaces a deleted sweep under its number, so that a late write cannot bring it back.</summary>
    public static BsonDocument Gone(long sweep) => new() { { "_id", sweep }, { "gone", true } };

    public static bool IsGone(BsonDocument sweep) => sweep.Contains("gone");

    public static SweepState StateOf(BsonDocument sweep) => Enum.Parse<SweepState>(sweep["state"].AsString, ignoreCase: true);

    public static BsonDocument ToDocument(AddedSweep added) =>
        new()
        {
            { "_id", added.Sweep },
            { "text", added.SpecText },
            { "trials", added.Leaves.Count },
        };

    public static BsonDocument ToDocument(ResultFacts result) =>
        new() { { "_id", result.Stage }, { "value", ResultBlob.Write(result.Result) } };

    public static StageResult ToResult(BsonDocument from) => new ResultBlob().Read(from["value"].AsByteArray);

    /// <summary>One list per field, for aggregations. Values that were not measured are null.</summary>
    public static BsonDocument ToDocument(CurveFacts curve) =>
        new()
        {
            { "_id", curve.Stage },
            { "epoch", List(curve, point => point.Epoch) },
            { "trainLoss", List(curve, point => point.TrainLoss) },
            { "top1", List(curve, point => Value(point.Top1)) },
            { "loss", List(curve, point => Value(point.Loss)) },
            { "learningRate", List(curve, point => point.LearningRate) },
            { "sparsity", List(curve, point => point.Sparsity) },
        };

    public static IReadOnlyList<EpochMetrics> ToCurve(BsonDocument from) =>
        [
            .. Enumerable
                .Range(0, from["epoch"].AsBsonArray.Count)
                .Select(at => new EpochMetrics(
                    from["epoch"][at].ToInt32(),
                    from["trainLoss"][at].ToDouble(),
                    Number(from["top1"][at]),
                    Number(from["loss"][at]),
                    from["learningRate"][at].ToDouble(),
                    from["sparsity"][at].ToDouble()
                )),
        ];

    public static BsonDocument ToDocument(OutcomeFacts facts) =>
        new() { { "_id", facts.Stage }, { "images", OutcomeBlob.Write(facts.Outcomes) } };

    public static ImageOutcomes ToOutcomes(BsonDocument from) => OutcomeBlob.Read(from["images"].AsByteArray);

    public static BsonDocument ToDocument(AttemptFacts facts) => ToDocument(FirstAttempt(facts.Stage) + facts.Place, facts.Attempt);

    /// <summary>A stage's attempts have the numbers from here up to the next stage's first.</summary>
    public static long FirstAttempt(long stage) => stage * AttemptFacts.Kept;

    private static BsonArray List(CurveFacts curve, Func<EpochMetrics, BsonValue> field) => new(curve.Points.Select(field));

    private static BsonValue Value(double? number) => number is { } known ? known : BsonNull.Value;

    private static double? Number(BsonValue value) => value.IsBsonNull ? null : value.ToDouble();
}
