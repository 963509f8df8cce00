using MongoDB.Bson;
using MongoDB.Driver;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// The log, which decides: who inserts the next position is the writer and has stored its batch, on a majority and for good, and whoever comes
/// later finds the position taken. Everything else follows from the log, and may be done late, twice or by others.
/// <para>
/// Batches are deleted when they are long applied, epochs never. A writer whose time is over, however late, asks for the position after its own
/// last one: that is its successor's epoch, or one that it has itself written already.
/// </para>
/// </summary>
internal sealed class Log(Collections collections, int partLimit)
{
    private const int Tries = 100;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    private static readonly BsonDocument _outline = new(LogRecord.Changes, 0);

    /// <summary>Null when there is none: nobody has taken the store over yet.</summary>
    public Task<LogRecord?> ReadNewestAsync(CancellationToken cancellation) => FindAsync(Collections.Any, cancellation);

    /// <summary>Null when it is not there any more, or not yet.</summary>
    public Task<LogRecord?> ReadAsync(long position, CancellationToken cancellation) => FindAsync(Collections.Id(position), cancellation);

    /// <summary>Stores a record with what it changes, unless the position is taken.</summary>
    /// <returns>The changes, made already unless they are too many; null when they are not stored.</returns>
    public async Task<Changes?> PutAsync(LogRecord record, Changes changes, CancellationToken cancellation)
    {
        // Each try has parts of its own.
        var (parts, count, last) = ($"{FirstPart(record.Position)}-{Guid.NewGuid():N}-", 0, (BsonDocument?)null);
        foreach (var fragment in changes.Split(partLimit))
        {
            if (last is not null)
            {
                await collections
                    .Parts.InsertOneAsync(
                        Collections.Raw(new BsonDocument { { "_id", $"{parts}{count++:D6}" }, { LogRecord.Changes, last } }),
                        cancellationToken: cancellation
                    )
                    .ConfigureAwait(false);
            }

            last = fragment;
        }

        try
        {
            await collections
                .Log.InsertOneAsync(
                    Collections.Raw((record with { Parts = parts, PartCount = count }).ToDocument(last!)),
                    cancellationToken: cancellation
                )
                .ConfigureAwait(false);
        }
        catch (MongoWriteException error) when (error.WriteError?.Category == ServerErrorCategory.DuplicateKey)
        {
            if (await WriterOfAsync(record.Position, cancellation).ConfigureAwait(false) != record.Writer)
                return null;
        }

        return count == 0 ? Changes.Read(last!) : changes;
    }

    /// <summary>Calls back with what is in the log after this position, in order; of a large batch, once for each part.</summary>
    /// <returns>The last position, or null when what follows is not in the log any more.</returns>
    public async Task<long?> ReadAsync(long after, Func<Changes, Task> take, CancellationToken cancellation)
    {
        using var cursor = await collections
            .Log.Find(new BsonDocument("_id", new BsonDocument("$gt", after)))
            .Sort("{_id: 1}")
            .As(Collections.Plain)
            .ToCursorAsync(cancellation)
            .ConfigureAwait(false);
        while (await cursor.MoveNextAsync(cancellation).ConfigureAwait(false))
        {
            foreach (var document in cursor.Current)
            {
                var changes = document[LogRecord.Changes].AsBsonDocument;
                document.Remove(LogRecord.Changes);
                var record = Documents.To<LogRecord>(document);
                if (record.Position != after + 1 || !await ReadPartsAsync(record, take, cancellation).ConfigureAwait(false))
                    return null;
                await take(Changes.Read(changes)).ConfigureAwait(false);
                after = record.Position;
            }
        }

        return after;
    }

    /// <summary>Deletes batches up to this position, which is no more than <see cref="LogRecord.Applied"/> of a stored record.</summary>
    public async Task TrimAsync(long position, CancellationToken cancellation)
    {
        await collections
            .Log.DeleteManyAsync(new BsonDocument { { "_id", new BsonDocument("$lte", position) }, { "isEpoch", false } }, cancellation)
            .ConfigureAwait(false);
        await collections
            .Parts.DeleteManyAsync(new BsonDocument("_id", new BsonDocument("$lt", FirstPart(position + 1))), cancellation)
            .ConfigureAwait(false);
    }

    public Task DeleteAsync(LogRecord mine, CancellationToken cancellation) =>
        collections.Log.DeleteManyAsync(new BsonDocument { { "_id", mine.Position }, { "writer", mine.Writer } }, cancellation);

    /// <summary>In the order of the positions.</summary>
    private static string FirstPart(long position) => $"{position:D19}";

    private async Task<LogRecord?> FindAsync(BsonDocument filter, CancellationToken cancellation) =>
        (
            await collections
                .Log.Find(filter)
                .Sort("{_id: -1}")
                .Limit(1)
                .Project<BsonDocument>(_outline)
                .ToListAsync(cancellation)
                .ConfigureAwait(false)
        )
            .Select(Documents.To<LogRecord>)
            .SingleOrDefault();

    private async Task<string> WriterOfAsync(long position, CancellationToken cancellation)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await ReadAsync(position, cancellation).ConfigureAwait(false) is { } stored)
                return stored.Writer;
            // A primary has it, and no majority yet.
            await Task.Delay(_pause, cancellation).ConfigureAwait(false);
        }

        throw new SweepStoreException($"Whose position {position} of the log is has not been decided yet.");
    }

    /// <summary>False when they are not all there any more.</summary>
    private async Task<bool> ReadPartsAsync(LogRecord record, Func<Changes, Task> take, CancellationToken cancellation)
    {
        if (record.PartCount == 0)
            return true;
        var (found, range) = (0, new BsonDocument("_id", new BsonDocument { { "$gte", record.Parts }, { "$lt", $"{record.Parts}:" } }));
        using var cursor = await collections
            .Parts.Find(range)
            .Sort("{_id: 1}")
            .As(Collections.Plain)
            .ToCursorAsync(cancellation)
            .ConfigureAwait(false);
        while (await cursor.MoveNextAsync(cancellation).ConfigureAwait(false))
        {
            foreach (var part in cursor.Current)
            {
                await take(Changes.Read(part[LogRecord.Changes].AsBsonDocument)).ConfigureAwait(false);
                found++;
            }
        }

        return found == record.PartCount;
    }
}
