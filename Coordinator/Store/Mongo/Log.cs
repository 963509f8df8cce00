using System.Security.Cryptography;
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
    /// <summary>Parts of one position have this many numbers; each try to write them takes a run of its own.</summary>
    private const int PartBits = 24;
    private const int MostParts = 1 << (PartBits / 2);

    private const int Tries = 100;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    private static readonly BsonDocument _outline = new("c", 0);

    /// <summary>Null when there is none: nobody has taken the store over yet.</summary>
    public async Task<LogRecord?> ReadNewestAsync(CancellationToken cancellation) =>
        (await collections.Log.Find("{}").Sort("{_id: -1}").Limit(1).Project<BsonDocument>(_outline).ToListAsync(cancellation).ConfigureAwait(false)).Select(LogRecord.Of).SingleOrDefault();

    /// <summary>Stores a record with what it changes, unless the position is taken.</summary>
    /// <returns>Whether it is stored, and the changes, made already unless they are too many.</returns>
    /// <exception cref="InvalidOperationException">This writer has stored something else there.</exception>
    public async Task<(bool IsStored, Changes Changes)> PutAsync(LogRecord record, Changes changes, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await TryPutAsync(record, changes, cancellation).ConfigureAwait(false);
            }
            catch (MongoWriteException error) when (error.WriteError?.Category == ServerErrorCategory.DuplicateKey)
            {
                // Another's parts, or those of a try before, have this run of numbers: another one is taken.
            }
        }
    }

    private async Task<(bool IsStored, Changes Changes)> TryPutAsync(LogRecord record, Changes changes, CancellationToken cancellation)
    {
        var (first, count) = ((record.Position << PartBits) + ((long)RandomNumberGenerator.GetInt32(MostParts) * MostParts), 0);
        async Task PutPartAsync(BsonDocument fragment)
        {
            if (count == MostParts)
                throw new InvalidOperationException($"A batch has more than {MostParts} parts of {partLimit} bytes.");
            await collections.Parts.InsertOneAsync(Collections.Raw(new BsonDocument { { "_id", first + count++ }, { "c", fragment } }), cancellationToken: cancellation).ConfigureAwait(false);
        }

        var (last, hash, all) = await Fragments.WriteAsync(changes, partLimit, PutPartAsync).ConfigureAwait(false);
        record = record with { Hash = hash, FirstPart = first, Parts = count };
        try
        {
            await collections.Log.InsertOneAsync(Collections.Raw(record.ToDocument(last)), cancellationToken: cancellation).ConfigureAwait(false);
            return (true, all);
        }
        catch (MongoWriteException error) when (error.WriteError?.Category == ServerErrorCategory.DuplicateKey)
        {
            return (await IsStoredAsync(record, cancellation).ConfigureAwait(false), all);
        }
    }

    /// <summary>Calls back with what is in the log after this position, in order; of a large batch, once for each part.</summary>
    /// <returns>The last position, or null when what follows is not in the log any more.</returns>
    public async Task<long?> ReadAsync(long after, Func<LogRecord, Changes, Task> take, CancellationToken cancellation)
    {
        using var cursor = await collections.Log.Find(new BsonDocument("_id", new BsonDocument("$gt", after))).Sort("{_id: 1}").As(Collections.Plain).ToCursorAsync(cancellation).ConfigureAwait(false);
        while (await cursor.MoveNextAsync(cancellation).ConfigureAwait(false))
        {
            foreach (var document in cursor.Current)
            {
                var record = LogRecord.Of(document);
                if (record.Position != after + 1 || !await ReadPartsAsync(record, take, cancellation).ConfigureAwait(false))
                    return null;
                await take(record, Fragments.Read(document["c"].AsBsonDocument)).ConfigureAwait(false);
                after = record.Position;
            }
        }

        return after;
    }

    /// <summary>Deletes batches up to this position, which is no more than <see cref="LogRecord.Applied"/> of a stored record.</summary>
    public async Task TrimAsync(long position, CancellationToken cancellation)
    {
        await collections.Log.DeleteManyAsync(new BsonDocument { { "_id", new BsonDocument("$lte", position) }, { "k", LogRecord.Batch } }, cancellation).ConfigureAwait(false);
        await collections.Parts.DeleteManyAsync(new BsonDocument("_id", new BsonDocument("$lt", (position + 1) << PartBits)), cancellation).ConfigureAwait(false);
    }

    public Task DeleteAsync(LogRecord mine, CancellationToken cancellation) =>
        collections.Log.DeleteManyAsync(new BsonDocument { { "_id", mine.Position }, { "w", mine.Writer } }, cancellation);

    private async Task<bool> IsStoredAsync(LogRecord record, CancellationToken cancellation)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var there = await collections.Log.Find(Collections.Id(record.Position)).Project<BsonDocument>(_outline).ToListAsync(cancellation).ConfigureAwait(false);
            if (there.Select(LogRecord.Of).SingleOrDefault() is not { } stored)
            {
                // A primary has it, and no majority yet.
                await Task.Delay(_pause, cancellation).ConfigureAwait(false);
                continue;
            }

            if (stored.Writer != record.Writer)
                return false;
            return stored.Hash.AsSpan().SequenceEqual(record.Hash) ? true : throw new InvalidOperationException($"Revision {record.Mark.Revision} is stored already, with something else.");
        }

        throw new SweepStoreException($"Whose position {record.Position} of the log is has not been decided yet.");
    }

    /// <summary>False when they are not all there any more.</summary>
    private async Task<bool> ReadPartsAsync(LogRecord record, Func<LogRecord, Changes, Task> take, CancellationToken cancellation)
    {
        var count = 0;
        for (; count < record.Parts; count++)
        {
            if (await collections.Parts.Find(Collections.Id(record.FirstPart + count)).As(Collections.Plain).ToListAsync(cancellation).ConfigureAwait(false) is not [var part])
                return false;
            await take(record, Fragments.Read(part["c"].AsBsonDocument)).ConfigureAwait(false);
        }

        return true;
    }
}
