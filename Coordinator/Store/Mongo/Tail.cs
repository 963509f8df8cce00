using MongoDB.Bson;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// The changes in the log after a position up to which everything is in the collections. A reader reads documents, which change meanwhile,
/// then extends the tail and lays it over them; the result is a snapshot of the moment <see cref="Position"/>.
/// </summary>
/// <param name="known">The whole batches that this process has written to the log after that position.</param>
internal sealed class Tail(Log log, long applied, IReadOnlyList<LoggedBatch> known)
{
    private readonly List<Changes> _log = [.. known.Select(batch => batch.Changes)];

    public long Position { get; private set; } = known.Count > 0 ? known[^1].Position : applied;

    /// <exception cref="TrimmedException">Too much was written since the reading began. The reading can be started again.</exception>
    public async Task ExtendAsync(CancellationToken cancellation)
    {
        Task Add(Changes changes)
        {
            _log.Add(changes);
            return Task.CompletedTask;
        }

        Position = await log.ReadAsync(Position, Add, cancellation).ConfigureAwait(false) ?? throw new TrimmedException();
    }

    public IEnumerable<BsonDocument> OfKind(Kind kind) => _log.SelectMany(changes => changes.OfKind(kind));

    public IEnumerable<BsonDocument> Stages(IReadOnlySet<StageId> ids) => _log.SelectMany(changes => changes.Stages(ids));

    /// <summary>Merges documents into their final form, by number.</summary>
    /// <param name="changed">The tail's changes to lay over the found documents.</param>
    public static SortedDictionary<long, BsonDocument> Merge(IEnumerable<BsonDocument> found, IEnumerable<BsonDocument> changed)
    {
        var newest = new SortedDictionary<long, BsonDocument>();
        foreach (var document in found.Concat(changed))
        {
            if (!newest.TryGetValue(document[0].AsInt64, out var there) || there["r"].AsInt64 <= document["r"].AsInt64)
                newest[document[0].AsInt64] = document;
        }

        return newest;
    }
}

internal sealed class TrimmedException : Exception;
