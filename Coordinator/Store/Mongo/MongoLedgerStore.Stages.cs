using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store.Mongo;

public sealed partial class MongoLedgerStore
{
    private static readonly BsonDocument _held = new("w", new BsonDocument("$gt", ""));

    public IAsyncEnumerable<StageFacts> ReadStagesAsync(long? sweep, CancellationToken cancellation) =>
        sweep is { } number ? ReadWantedAsync(number, cancellation) : ReadOpenAsync(cancellation);

    public Task<IReadOnlyList<StageFacts>> FindStagesAsync(IReadOnlyCollection<StageId> ids, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StageFacts>>(
            async tail =>
            {
                var wanted = ids.ToHashSet();
                var found = new List<BsonDocument>();
                foreach (var some in wanted.Chunk(AtOnce))
                {
                    found.AddRange(
                        await _collections
                            .FindAsync(
                                Kind.Stages,
                                new BsonDocument("i", new BsonDocument("$in", new BsonArray(some.Select(id => id.ToString())))),
                                cancellation
                            )
                            .ConfigureAwait(false)
                    );
                }

                await tail.ExtendAsync(cancellation).ConfigureAwait(false);
                var stages = Tail.Merge(found, tail.Stages(wanted)).Values;
                var sweeps = await _collections
                    .FindAsync(Kind.Sweeps, stages.SelectMany(StageDocument.SweepsOf).Distinct(), cancellation)
                    .ConfigureAwait(false);
                var live = Live(sweeps, tail).Select(sweep => sweep.Number).ToHashSet();
                return [.. stages.Select(stage => StageDocument.ToStage(stage, live))];
            },
            cancellation
        );

    private async IAsyncEnumerable<StageFacts> ReadWantedAsync(long sweep, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (stages, live) = await ReadAsync(
                async tail =>
                {
                    var sweeps = await _collections.FindAsync(Kind.Sweeps, Collections.Any, cancellation).ConfigureAwait(false);
                    var found = await _collections.FindAsync(Kind.Stages, new BsonDocument("o", sweep), cancellation).ConfigureAwait(false);
                    await tail.ExtendAsync(cancellation).ConfigureAwait(false);
                    return (Tail.Merge(found, tail.OfKind(Kind.Stages)), Live(sweeps, tail).Select(one => one.Number).ToHashSet());
                },
                cancellation
            )
            .ConfigureAwait(false);
        foreach (var stage in stages.Values.Where(stage => live.Contains(sweep) && StageDocument.SweepsOf(stage).Contains(sweep)))
            yield return StageDocument.ToStage(stage, live);
    }

    /// <summary>
    /// Streams all open stages, so that they need not be in memory at once. Correct only for the process that has taken over and before its
    /// first append; other callers may have to read again.
    /// </summary>
    private async IAsyncEnumerable<StageFacts> ReadOpenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (moment, sweeps, held) = await ExplainedAsync(() => ReadHeldAsync(cancellation)).ConfigureAwait(false);
        var (live, open) = (
            sweeps.Select(sweep => sweep.Number).ToHashSet(),
            sweeps.Where(sweep => sweep.State is SweepState.Running or SweepState.Paused).Select(sweep => sweep.Number).ToList()
        );
        // Lets the server sort on disk when there are more sweeps than it can merge.
        var options = new FindOptions { BatchSize = AtOnce, AllowDiskUse = true };
        var find = _collections[Kind.Stages]
            .Find(new BsonDocument("o", new BsonDocument("$in", new BsonArray(open))), options)
            .Sort("{_id: 1}")
            .As(Collections.Plain);
        using var cursor = await ExplainedAsync(() => find.ToCursorAsync(cancellation)).ConfigureAwait(false);
        while (await ExplainedAsync(() => cursor.MoveNextAsync(cancellation)).ConfigureAwait(false))
        {
            foreach (var stage in cursor.Current)
            {
                if (stage["r"].AsInt64 > moment)
                    throw new SweepStoreException($"{_options} was written to while its open stages were read.");
                while (held.TryPeek(out var above) && above[0].AsInt64 <= stage[0].AsInt64)
                {
                    if (held.Dequeue()[0] != stage[0])
                        yield return StageDocument.ToStage(above, live);
                }

                yield return StageDocument.ToStage(stage, live);
            }
        }

        foreach (var stage in held)
            yield return StageDocument.ToStage(stage, live);
    }

    /// <summary>
    /// Reads a log position at which the collections are complete, all sweeps, and by number the stages that workers hold with all their
    /// ancestors.
    /// </summary>
    private async Task<(long Moment, List<SweepFacts> Sweeps, Queue<BsonDocument> Held)> ReadHeldAsync(CancellationToken cancellation)
    {
        await DrainAsync(cancellation).ConfigureAwait(false);
        var moment = await _collections.ReadAppliedAsync(cancellation).ConfigureAwait(false);
        if (moment != ((await _log.ReadNewestAsync(cancellation).ConfigureAwait(false))?.Position ?? 0))
            throw new SweepStoreException($"{_options} is being written to.");
        var sweeps = await _collections.FindAsync(Kind.Sweeps, Collections.Any, cancellation).ConfigureAwait(false);
        var held = new SortedDictionary<long, BsonDocument>();
        for (var found = await _collections.FindAsync(Kind.Stages, _held, cancellation).ConfigureAwait(false); found.Count > 0; )
        {
            foreach (var stage in found)
                held[stage[0].AsInt64] = stage;
            var above = found.Select(StageDocument.ParentOf).Where(parent => parent != 0 && !held.ContainsKey(parent)).Distinct();
            found = await _collections.FindAsync(Kind.Stages, above, cancellation).ConfigureAwait(false);
        }

        return (
            moment,
            [.. sweeps.Where(sweep => !Documents.IsGone(sweep)).Select(Documents.To<SweepFacts>)],
            new Queue<BsonDocument>(held.Values)
        );
    }
}
