using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Mongo;

public sealed partial class MongoLedgerStore
{
    private static readonly BsonDocument _held = new("w", new BsonDocument("$gt", ""));

    /// <summary>What is open is read at a start, when nobody changes it, and then it need not be in memory all at once.</summary>
    public async IAsyncEnumerable<StageFacts> ReadStagesAsync(long? sweep, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (isQuiet, moment) = (false, 0L);
        var stages = await ReadAsync(
            async tail =>
            {
                await tail.ExtendAsync(cancellation).ConfigureAwait(false);
                (isQuiet, moment) = (sweep is null && _backlog is not null && tail.IsEmpty, tail.Position);
                return isQuiet ? [] : await CollectStagesAsync(sweep, tail, cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        await foreach (var stage in isQuiet ? StreamOpenAsync(moment, cancellation).ConfigureAwait(false) : stages.ToAsyncEnumerable().ConfigureAwait(false))
            yield return stage;
    }

    public Task<IReadOnlyList<StageFacts>> FindStagesAsync(IReadOnlyCollection<StageId> ids, CancellationToken cancellation) => ReadAsync<IReadOnlyList<StageFacts>>(
        async tail =>
        {
            var wanted = ids.ToHashSet();
            var found = new List<BsonDocument>();
            foreach (var some in wanted.Chunk(AtOnce))
                found.AddRange(await _collections.FindAsync(Kind.Stages, new BsonDocument("i", new BsonDocument("$in", new BsonArray(some.Select(id => id.ToString())))), cancellation).ConfigureAwait(false));
            await tail.ExtendAsync(cancellation).ConfigureAwait(false);
            var stages = Tail.Over(found, tail.Stages(wanted)).Values;
            var sweeps = stages.SelectMany(StageDocument.SweepsOf).ToHashSet();
            var live = Live(await _collections.FindAsync(Kind.Sweeps, Collections.In(sweeps), cancellation).ConfigureAwait(false), tail).Select(sweep => sweep.Number).ToHashSet();
            return [.. stages.Select(stage => StageDocument.ToStage(stage, live))];
        },
        cancellation);

    private async Task<IEnumerable<StageFacts>> CollectStagesAsync(long? sweep, Tail tail, CancellationToken cancellation)
    {
        var sweeps = await _collections.FindAsync(Kind.Sweeps, [], cancellation).ConfigureAwait(false);
        var (stages, read) = (new SortedDictionary<long, BsonDocument>(), new HashSet<long>());
        if (sweep is null)
            Tail.Put(stages, await _collections.FindAsync(Kind.Stages, _held, cancellation).ConfigureAwait(false));
        while (true)
        {
            await tail.ExtendAsync(cancellation).ConfigureAwait(false);
            Tail.Put(stages, tail.Of(Kind.Stages));
            var live = Live(sweeps, tail).ToList();
            var wanting = live.Where(one => sweep is null ? IsOpen(one) : one.Number == sweep).Select(one => one.Number).ToHashSet();
            var needed = Needed(stages, wanting, withHeld: sweep is null);
            var missing = needed.Where(number => !stages.ContainsKey(number)).ToList();
            var unread = wanting.Where(read.Add).ToList();
            if (missing.Count + unread.Count == 0)
            {
                var names = live.Select(one => one.Number).ToHashSet();
                return needed.Select(number => StageDocument.ToStage(stages[number], names));
            }

            // May be newer than the tail, which is extended then.
            foreach (var one in unread)
                Tail.Put(stages, await _collections.FindAsync(Kind.Stages, new BsonDocument("o", one), cancellation).ConfigureAwait(false));
            foreach (var some in missing.Chunk(AtOnce))
                Tail.Put(stages, await _collections.FindAsync(Kind.Stages, Collections.In(some), cancellation).ConfigureAwait(false));
        }
    }

    private async IAsyncEnumerable<StageFacts> StreamOpenAsync(long moment, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (sweeps, held) = await ExplainedAsync(() => ReadHeldAsync(cancellation)).ConfigureAwait(false);
        var (names, open) = (sweeps.Select(sweep => sweep.Number).ToHashSet(), sweeps.Where(IsOpen).Select(sweep => sweep.Number).ToList());
        var filter = new BsonDocument("o", open.Count == 1 ? open[0] : new BsonDocument("$in", new BsonArray(open)));
        var find = _collections[Kind.Stages].Find(filter, new FindOptions { BatchSize = AtOnce }).Sort("{_id: 1}").As(Collections.Plain);
        using var cursor = await ExplainedAsync(() => find.ToCursorAsync(cancellation)).ConfigureAwait(false);
        while (await ExplainedAsync(() => cursor.MoveNextAsync(cancellation)).ConfigureAwait(false))
        {
            foreach (var stage in cursor.Current)
            {
                if (stage["r"].AsInt64 > moment)
                    throw new SweepStoreException($"{_options} was written to while all that is open was read.");
                while (held.TryPeek(out var above) && above[0].AsInt64 <= stage[0].AsInt64)
                {
                    if (held.Dequeue()[0] != stage[0])
                        yield return StageDocument.ToStage(above, names);
                }

                yield return StageDocument.ToStage(stage, names);
            }
        }

        foreach (var stage in held)
            yield return StageDocument.ToStage(stage, names);
    }

    /// <summary>All sweeps, and by number what workers have with all that is above it.</summary>
    private async Task<(List<SweepFacts> Sweeps, Queue<BsonDocument> Held)> ReadHeldAsync(CancellationToken cancellation)
    {
        var sweeps = await _collections.FindAsync(Kind.Sweeps, [], cancellation).ConfigureAwait(false);
        var held = new SortedDictionary<long, BsonDocument>();
        for (var found = await _collections.FindAsync(Kind.Stages, _held, cancellation).ConfigureAwait(false); found.Count > 0;)
        {
            Tail.Put(held, found);
            var above = found.Select(StageDocument.ParentOf).Where(parent => parent != 0 && !held.ContainsKey(parent)).Distinct();
            found = await _collections.FindAsync(Kind.Stages, Collections.In(above), cancellation).ConfigureAwait(false);
        }

        return ([.. sweeps.Where(sweep => !SmallDocuments.IsGone(sweep)).Select(SmallDocuments.ToSweep)], new Queue<BsonDocument>(held.Values));
    }

    private static SortedSet<long> Needed(SortedDictionary<long, BsonDocument> stages, HashSet<long> wanting, bool withHeld)
    {
        var needed = new SortedSet<long>(stages.Where(stage => StageDocument.SweepsOf(stage.Value).Any(wanting.Contains)).Select(stage => stage.Key));
        foreach (var (number, _) in stages.Where(stage => withHeld && stage.Value.Contains("w")))
        {
            for (var at = number; at != 0; at = stages.TryGetValue(at, out var stage) ? StageDocument.ParentOf(stage) : 0)
                needed.Add(at);
        }

        return needed;
    }

    private static bool IsOpen(SweepFacts sweep) => sweep.State is SweepState.Running or SweepState.Paused;
}
