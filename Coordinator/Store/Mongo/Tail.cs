using MongoDB.Bson;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// What the log says after some position up to which all is in the collections. Whoever has read documents, which change meanwhile, and then
/// extends this and puts it over them, has what was there at one moment: that of <see cref="Position"/>.
/// </summary>
/// <param name="known">What this process has written to the log after that, whole batches.</param>
internal sealed class Tail(Log log, long applied, IReadOnlyList<LoggedBatch> known)
{
    private readonly List<Changes> _log = [.. known.Select(batch => batch.Changes)];

    public long Position { get; private set; } = known.Count > 0 ? known[^1].Position : applied;

    /// <exception cref="TrimmedException">Too much was written since the reading began; it can begin again.</exception>
    public async Task ExtendAsync(CancellationToken cancellation)
    {
        Task Take(Changes changes)
        {
            _log.Add(changes);
            return Task.CompletedTask;
        }

        Position = await log.ReadAsync(Position, Take, cancellation).ConfigureAwait(false) ?? throw new TrimmedException();
    }

    public IEnumerable<BsonDocument> Of(Kind kind) => _log.SelectMany(changes => changes.Of(kind));

    public IEnumerable<BsonDocument> Stages(IReadOnlySet<StageId> ids) => _log.SelectMany(changes => changes.Stages(ids));

    /// <summary>By number, as they are in the end.</summary>
    /// <param name="changed">Those of this that are to be put over what was found.</param>
    public static SortedDictionary<long, BsonDocument> Over(IEnumerable<BsonDocument> found, IEnumerable<BsonDocument> changed)
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
