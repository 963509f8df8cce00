using MongoDB.Bson;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// A document of the log, without its changes. Its <c>_id</c> is its position: the number of epochs and batches up to it. Positions have no
/// gaps, and the unique key gives each to one writer. A record never changes.
/// </summary>
internal sealed record LogRecord
{
    /// <summary>The field that holds the changes, in the log and in parts.</summary>
    public const string Changes = "c";

    public long Position => Mark.Epoch + Mark.Revision;

    public required LedgerMark Mark { get; init; }

    public required LedgerHead Head { get; init; }

    /// <summary>
    /// A random name for each take-over. A writer writes one batch per position, so a record there with its name is that batch.
    /// </summary>
    public required string Writer { get; init; }

    /// <summary>True for a take-over, whose record is kept for ever; see <see cref="Log"/>.</summary>
    public bool IsEpoch { get; init; }

    /// <summary>
    /// The position up to which the collections were complete when this was written. It never decreases from record to record.
    /// </summary>
    public required long Applied { get; init; }

    /// <summary>The id prefix and the number of the parts that hold the changes before the record's own.</summary>
    public string Parts { get; init; } = "";

    public int PartCount { get; init; }

    public BsonDocument ToDocument(BsonDocument changes) => Documents.ToDocument(Position, this).Add(Changes, changes);
}
