using System.Runtime.InteropServices;
using MongoDB.Bson;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store.Blobs;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// A stage as a document. Names are short, since there are millions, and what is zero or null is left out. <c>o</c> are the sweeps that want it,
/// for the index; <c>m</c> is what the memberships say beside that, four doubles each; <c>z</c> is there when trials end in it.
/// </summary>
internal static class StageDocument
{
    private const int Fields = 4;

    public static BsonDocument Of(in StageFacts stage)
    {
        var document = new BsonDocument { { "_id", stage.Number }, { "i", stage.Id.ToString() }, { "s", stage.Settings }, { "y", stage.Sparsity }, { "d", stage.Seed } };
        var members = new double[Fields * stage.Members.Count];
        for (var at = 0; at < stage.Members.Count; at++)
            (members[at * Fields], members[(at * Fields) + 1], members[(at * Fields) + 2], members[(at * Fields) + 3]) = (stage.Members[at].Trials, stage.Members[at].Uses, stage.Members[at].Cost, stage.Members[at].Chain);
        document.Add("p", stage.Parent, stage.Parent != 0).Add("g", stage.Changed, stage.Changed != 0).Add("o", new BsonArray(stage.Members.Select(member => member.Sweep)))
            .Add("m", MemoryMarshal.AsBytes<double>(members).ToArray()).Add("z", true, stage.Members.Any(member => member.Trials > 0));
        // Most were never handed out, and have nothing else.
        if (stage.Attempt == 0)
            return document;
        return document.Add("a", stage.Attempt).Add("x", (int)stage.Condition).Add("w", SmallDocuments.Value(stage.Worker), stage.Worker is not null)
            .Add("q", stage.Queued, stage.Queued != 0).Add("t", stage.Started, stage.Started != 0).Add("f", stage.Failures, stage.Failures != 0).Add("l", stage.Losses, stage.Losses != 0)
            .Add("n", stage.Splits).Add("b", stage.NotBefore, stage.NotBefore != 0).Add("k", stage.Took, stage.Took != 0).Add("h", true, stage.HasResult)
            .Add("e", SmallDocuments.Value(stage.Error), stage.Error is not null).Add("c", CurveBlob.Write(stage.Curve), stage.Curve.Count > 0);
    }

    public static StageId IdOf(BsonDocument from) => StageId.Parse(from["i"].AsString);

    /// <summary>Zero for a root.</summary>
    public static long ParentOf(BsonDocument from) => from.GetValue("p", 0L).AsInt64;

    public static IEnumerable<long> SweepsOf(BsonDocument from) => from["o"].AsBsonArray.Select(sweep => sweep.AsInt64);

    /// <param name="sweeps">Memberships of others count for nothing.</param>
    public static StageFacts ToStage(BsonDocument from, IReadOnlySet<long> sweeps)
    {
        from = from is RawBsonDocument ? new BsonDocument(from) : from;
        var members = new List<MemberFacts>();
        var numbers = MemoryMarshal.Cast<byte, double>(from["m"].AsByteArray);
        foreach (var sweep in SweepsOf(from))
        {
            if (sweeps.Contains(sweep))
                members.Add(new MemberFacts(sweep, (int)numbers[0], (int)numbers[1], numbers[2], numbers[3]));
            numbers = numbers[Fields..];
        }

        var stage = new StageFacts
        {
            Number = from["_id"].AsInt64,
            Id = IdOf(from),
            Parent = ParentOf(from),
            Settings = from["s"].AsInt32,
            Sparsity = from["y"].AsDouble,
            Seed = from["d"].AsInt32,
            Changed = from.GetValue("g", 0L).AsInt64,
            Splits = 1,
            Curve = [],
            Members = [.. members],
        };
        return !from.Contains("a") ? stage : stage with
        {
            Attempt = from["a"].AsInt32,
            Condition = (StageCondition)from["x"].AsInt32,
            Worker = from.GetValue("w", null)?.AsString,
            Queued = from.GetValue("q", 0L).AsInt64,
            Started = from.GetValue("t", 0L).AsInt64,
            Failures = from.GetValue("f", 0).AsInt32,
            Losses = from.GetValue("l", 0).AsInt32,
            Splits = from["n"].AsInt32,
            NotBefore = from.GetValue("b", 0L).AsInt64,
            Took = from.GetValue("k", 0L).AsInt64,
            HasResult = from.Contains("h"),
            Error = from.GetValue("e", null)?.AsString,
            Curve = from.TryGetValue("c", out var curve) ? CurveBlob.Read(curve.AsByteArray) : [],
        };
    }
}
