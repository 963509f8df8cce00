using MongoDB.Bson;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// A document of the log, without its changes. Its <c>_id</c> is its position: epochs and batches up to it, so that positions have no gaps and
/// the unique key lets one writer have each. It is never changed.
/// </summary>
internal sealed record LogRecord
{
    public const string Epoch = "epoch";
    public const string Batch = "batch";

    public long Position => Mark.Epoch + Mark.Revision;

    public required LedgerMark Mark { get; init; }

    public required LedgerHead Head { get; init; }

    /// <summary>Made anew by each take-over.</summary>
    public required string Writer { get; init; }

    /// <summary>A take-over, whose record is kept for ever: see <see cref="Log"/>.</summary>
    public bool IsEpoch { get; init; }

    /// <summary>When this was written, all up to here was in the collections; never less than in the record before.</summary>
    public required long Applied { get; init; }

    /// <summary>Tells what it changes from everything else.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>Number of the first of the parts that hold what comes before its own changes.</summary>
    public long FirstPart { get; init; }

    public int Parts { get; init; }

    public BsonDocument ToDocument(BsonDocument changes) => new()
    {
        { "_id", Position }, { "k", IsEpoch ? Epoch : Batch }, { "e", Mark.Epoch }, { "v", Mark.Revision }, { "w", Writer }, { "h", Hash }, { "ap", Applied }, { "p", FirstPart }, { "pn", Parts },
        { "n", new BsonArray { Head.Sequence, Head.Sweeps, Head.Stages, (long)Head.Settings } }, { "c", changes },
    };

    public static LogRecord Of(BsonDocument from) => new()
    {
        Mark = new LedgerMark(from["e"].AsInt64, from["v"].AsInt64),
        Head = new LedgerHead(from["n"][0].AsInt64, from["n"][1].AsInt64, from["n"][2].AsInt64, from["n"][3].ToInt32()),
        Writer = from["w"].AsString,
        IsEpoch = from["k"].AsString == Epoch,
        Applied = from["ap"].AsInt64,
        Hash = from["h"].AsByteArray,
        FirstPart = from["p"].AsInt64,
        Parts = from["pn"].AsInt32,
    };
}
