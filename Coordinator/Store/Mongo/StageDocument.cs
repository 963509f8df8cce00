using System.Runtime.InteropServices;
using MongoDB.Bson;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store.Blobs;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// A stage as a document. Field names are short because there are millions: the id <c>i</c>, the parent <c>p</c> (none for a root), the
/// worker <c>w</c> that holds it, the indexed numbers <c>o</c> of the sweeps that want it, the other membership fields <c>m</c> (four
/// doubles each), <c>z</c> when trials end in the stage, and <c>v</c> for the rest.
/// </summary>
internal static class StageDocument
{
    private const int Fields = 4;

    public static BsonDocument Create(in StageFacts stage)
    {
        var members = new double[Fields * stage.Members.Count];
        for (var at = 0; at < stage.Members.Count; at++)
        {
            (members[at * Fields], members[(at * Fields) + 1], members[(at * Fields) + 2], members[(at * Fields) + 3]) = (
                stage.Members[at].Trials,
                stage.Members[at].Uses,
                stage.Members[at].Cost,
                stage.Members[at].Chain
            );
        }

        return new BsonDocument { { "_id", stage.Number }, { "i", stage.Id.ToString() } }
            .Add("p", stage.Parent, stage.Parent != 0)
            .Add("w", stage.Worker ?? "", stage.Worker is not null)
            .Add("o", new BsonArray(stage.Members.Select(member => member.Sweep)))
            .Add("m", MemoryMarshal.AsBytes<double>(members).ToArray())
            .Add("z", true, stage.Members.Any(member => member.Trials > 0))
            .Add("v", StageBlob.Write(stage));
    }

    public static StageId IdOf(BsonDocument from) => StageId.Parse(from["i"].AsString);

    /// <summary>Zero for a root.</summary>
    public static long ParentOf(BsonDocument from) => from.GetValue("p", 0L).AsInt64;

    public static IEnumerable<long> SweepsOf(BsonDocument from) => from["o"].AsBsonArray.Select(sweep => sweep.AsInt64);

    public static bool EndsTrials(BsonDocument from) => from.Contains("z");

    /// <param name="sweeps">Memberships of other sweeps are ignored.</param>
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

        return StageBlob.Read(
            from["v"].AsByteArray,
            from["_id"].AsInt64,
            IdOf(from),
            ParentOf(from),
            from.GetValue("w", null)?.AsString,
            members.ToArray()
        );
    }
}
