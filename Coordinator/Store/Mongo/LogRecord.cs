using MongoDB.Bson;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// A document of the log, without its changes. Its <c>_id</c> is its position: epochs and batches up to it, so that positions have no gaps and
/// the unique key lets one writer have each. It is never changed.
/// </summary>
internal sealed record LogRecord
{
    /// <summary>The field of the changes, in the log and in parts.</summary>
    public const string Changes = "c";

    public long Position => Mark.Epoch + Mark.Revision;

    public required LedgerMark Mark { get; init; }

    public required LedgerHead Head { get; init; }

    /// <summary>Made anew by each take-over. It has one batch for a position, so what has its name there is that.</summary>
    public required string Writer { get; init; }

    /// <summary>A take-over, whose record is kept for ever: see <see cref="Log"/>.</summary>
    public bool IsEpoch { get; init; }

    /// <summary>When this was written, all up to here was in the collections; never less than in the record before.</summary>
    public required long Applied { get; init; }

    /// <summary>What the numbers of the parts begin with that hold what comes before its own changes, and how many these are.</summary>
    public string Parts { get; init; } = "";

    public int PartCount { get; init; }

    public BsonDocument ToDocument(BsonDocument changes) => Documents.Of(Position, this).Add(Changes, changes);
}
