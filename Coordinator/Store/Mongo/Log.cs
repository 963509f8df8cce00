using MongoDB.Bson;
using MongoDB.Driver;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// The log, which decides who writes: the process that inserts the next position is the writer, and its batch is stored on a majority for
/// good; a later one finds the position taken. The collections are derived from the log, late, repeatedly or by another process.
/// <para>
/// Batches are deleted long after they were applied, epochs never. A writer that was replaced, however late it is, tries the position
/// after its own last one, and finds there its successor's epoch or a record that it wrote itself.
/// </para>
/// </summary>
internal sealed class Log(Collections collections, int partLimit)
{
    private const int Tries = 100;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    private static readonly BsonDocument _outline = new(LogRecord.Changes, 0);

    /// <summary>Null when the log is empty: nobody has taken over the store yet.</summary>
    public Task<LogRecord?> ReadNewestAsync(CancellationToken cancellation) => FindAsync(Collections.Any, cancellation);

    /// <summary>Null when the record was deleted or does not exist yet.</summary>
    public Task<LogRecord?> ReadAsync(long position, CancellationToken cancellation) => FindAsync(Collections.Id(position), cancellation);

    /// <summary>Stores a record with its changes, unless the position is taken.</summary>
    /// <returns>The changes, materialized unless there are too many; null when they were not stored.</returns>
    public async Task<Changes?> PutAsync(LogRecord record, Changes changes, CancellationToken cancellation)
    {
        // Each attempt to write uses its own parts.
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

    /// <summary>Passes the changes after this position to the callback, in order; a large batch is passed in parts.</summary>
    /// <returns>The last position, or null when the following records have been deleted.</returns>
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

    /// <summary>Deletes batches up to this position, which must not exceed <see cref="LogRecord.Applied"/> of a stored record.</summary>
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

    /// <summary>The prefix sorts parts by position.</summary>
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
            // The primary has the record, but a majority does not yet.
            await Task.Delay(_pause, cancellation).ConfigureAwait(false);
        }

        throw new SweepStoreException($"It is not decided yet which writer has position {position} of the log.");
    }

    /// <summary>False when some parts have been deleted.</summary>
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
