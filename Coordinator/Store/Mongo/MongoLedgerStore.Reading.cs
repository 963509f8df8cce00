using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Mongo;

public sealed partial class MongoLedgerStore
{
    private const int AtOnce = 2_000;
    private const int ReadTries = 5;

    public Task<LedgerMark> ReadMarkAsync(CancellationToken cancellation) =>
        ExplainedAsync(async () => (await _log.ReadNewestAsync(cancellation).ConfigureAwait(false))?.Mark ?? default);

    public Task<LedgerFacts> ReadLedgerAsync(CancellationToken cancellation) => ReadAsync(
        async tail =>
        {
            while (true)
            {
                var newest = await _log.ReadNewestAsync(cancellation).ConfigureAwait(false);
                var sweeps = await _collections.FindAsync(Kind.Sweeps, [], cancellation).ConfigureAwait(false);
                var settings = await _collections.FindAsync(Kind.Settings, [], cancellation).ConfigureAwait(false);
                await tail.ExtendAsync(cancellation).ConfigureAwait(false);
                newest = tail.Newest ?? newest;
                // Else something was appended and applied before the tail began.
                if (tail.Position == (newest?.Position ?? 0))
                {
                    return new LedgerFacts(
                        newest?.Mark ?? default, newest?.Head ?? LedgerHead.Empty, [.. Live(sweeps, tail)],
                        [.. Tail.Over(settings, tail.Of(Kind.Settings)).Values.Select(SmallDocuments.ToSettings)]);
                }
            }
        },
        cancellation);

    public Task<IReadOnlyList<StageId>> FindIdsAsync(StageId first, StageId last, int limit, CancellationToken cancellation) => ReadAsync<IReadOnlyList<StageId>>(
        async tail =>
        {
            var range = new BsonDocument("i", new BsonDocument { { "$gte", first.ToString() }, { "$lte", last.ToString() } });
            var found = await _collections[Kind.Stages].Find(range).Sort("{i: 1}").Limit(limit).As(Collections.Plain).ToListAsync(cancellation).ConfigureAwait(false);
            await tail.ExtendAsync(cancellation).ConfigureAwait(false);
            return [.. found.Concat(tail.Of(Kind.Stages)).Select(StageDocument.IdOf).Where(id => id >= first && id <= last).Distinct().Order().Take(limit)];
        },
        cancellation);

    public async Task<string?> ReadSpecAsync(long sweep, CancellationToken cancellation) =>
        (await ReadAsync(tail => FindSpecAsync(sweep, tail, cancellation), cancellation).ConfigureAwait(false))?["text"].AsString;

    public Task<IReadOnlyDictionary<long, StageResult>> ReadResultsAsync(IReadOnlyCollection<long> stages, CancellationToken cancellation) => ReadAsync<IReadOnlyDictionary<long, StageResult>>(
        async tail =>
        {
            var wanted = stages.ToHashSet();
            return (await FindAsync(Kind.Results, Collections.In(wanted), wanted.Contains, tail, cancellation).ConfigureAwait(false)).ToDictionary(result => result[0].AsInt64, SmallDocuments.ToResult);
        },
        cancellation);

    public Task<IReadOnlyList<EpochMetrics>> ReadCurveAsync(long stage, CancellationToken cancellation) => ReadAsync(
        async tail => (await FindAsync(Kind.Curves, Collections.Id(stage), number => number == stage, tail, cancellation).ConfigureAwait(false)).Select(SmallDocuments.ToCurve).SingleOrDefault([]), cancellation);

    public Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(long stage, CancellationToken cancellation) => ReadAsync<IReadOnlyList<AttemptRecord>>(
        async tail =>
        {
            var (first, end) = (SmallDocuments.FirstAttempt(stage), SmallDocuments.FirstAttempt(stage + 1));
            var range = new BsonDocument("_id", new BsonDocument { { "$gte", first }, { "$lt", end } });
            var found = await FindAsync(Kind.Attempts, range, number => number >= first && number < end, tail, cancellation).ConfigureAwait(false);
            return [.. found.Select(SmallDocuments.ToAttempt).OrderBy(attempt => attempt.Number)];
        },
        cancellation);

    /// <summary>
    /// Trials never change, so the moment is that of the beginning: a result that is newer is left out if it is the stage's first. When one took
    /// another's place meanwhile the reading ends; that happens when a stage is run again because its checkpoint is gone.
    /// </summary>
    public async IAsyncEnumerable<StoredTrial> ReadTrialsAsync(long sweep, int from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (tail, spec) = await ReadAsync(async tail => (tail, await FindSpecAsync(sweep, tail, cancellation).ConfigureAwait(false)), cancellation).ConfigureAwait(false);
        if (spec is null)
            yield break;
        var changed = Tail.Over([], tail.Of(Kind.Results));
        IEnumerable<BsonDocument[]> logged = tail.Of(Kind.Specs).Any(added => added[0] == sweep)
            ? tail.Of(Kind.Trials).Where(trial => trial[0].AsInt64 >= TrialDocument.Number(sweep, from) && trial[0].AsInt64 < TrialDocument.Number(sweep + 1, 0)).Chunk(AtOnce)
            : [];
        var count = 0;
        foreach (var some in logged)
        {
            count += some.Length;
            foreach (var trial in await ExplainedAsync(() => JoinAsync(some, tail.Position, changed, cancellation)).ConfigureAwait(false))
                yield return trial;
        }

        for (var next = from; count == 0 || next > from;)
        {
            var some = await ExplainedAsync(() => FindTrialsAsync(sweep, next, cancellation)).ConfigureAwait(false);
            foreach (var trial in await ExplainedAsync(() => JoinAsync(some, tail.Position, changed, cancellation)).ConfigureAwait(false))
                yield return trial;
            count += some.Count;
            if (some.Count < AtOnce)
                break;
            next = some[^1]["index"].AsInt32 + 1;
        }

        if (from == 0 && count < spec["trials"].AsInt32)
            throw new SweepStoreException($"{_options}: the sweep was deleted while its trials were read.");
    }

    private async Task<IReadOnlyList<BsonDocument>> FindTrialsAsync(long sweep, int from, CancellationToken cancellation) =>
        await _collections[Kind.Trials].Find(new BsonDocument("_id", TrialDocument.Range(sweep, from))).Sort("{_id: 1}").Limit(AtOnce).As(Collections.Plain).ToListAsync(cancellation).ConfigureAwait(false);

    private async Task<IEnumerable<StoredTrial>> JoinAsync(IReadOnlyList<BsonDocument> documents, long moment, SortedDictionary<long, BsonDocument> changed, CancellationToken cancellation)
    {
        var trials = documents.Select(TrialDocument.ToTrial).ToList();
        var leaves = trials.Select(trial => trial.Leaf).ToHashSet();
        var results = new Dictionary<long, StageResult>(leaves.Count);
        foreach (var result in await _collections.FindAsync(Kind.Results, Collections.In(leaves), cancellation).ConfigureAwait(false))
        {
            if (result["r"].AsInt64 <= moment)
                results[result[0].AsInt64] = SmallDocuments.ToResult(result);
            else if (result["f"].AsInt64 <= moment && !changed.ContainsKey(result[0].AsInt64))
                throw new SweepStoreException($"{_options}: a stage was run again while results were read.");
        }

        foreach (var leaf in leaves)
        {
            if (changed.TryGetValue(leaf, out var result))
                results[leaf] = SmallDocuments.ToResult(result);
        }

        return trials.Select(trial => new StoredTrial(trial.Trial, trial.Leaf, results.GetValueOrDefault(trial.Leaf)));
    }

    /// <summary>Null when there is no such sweep at the tail's end.</summary>
    private async Task<BsonDocument?> FindSpecAsync(long sweep, Tail tail, CancellationToken cancellation)
    {
        var found = await FindAsync(Kind.Specs, Collections.Id(sweep), number => number == sweep, tail, cancellation).ConfigureAwait(false);
        return tail.Of(Kind.Sweeps).Any(document => document[0] == sweep && SmallDocuments.IsGone(document)) ? null : found.SingleOrDefault();
    }

    /// <summary>The sweeps that are there at the tail's end.</summary>
    private static IEnumerable<SweepFacts> Live(IEnumerable<BsonDocument> found, Tail tail) =>
        Tail.Over(found, tail.Of(Kind.Sweeps)).Values.Where(sweep => !SmallDocuments.IsGone(sweep)).Select(SmallDocuments.ToSweep);

    private async Task<IEnumerable<BsonDocument>> FindAsync(Kind kind, BsonDocument filter, Func<long, bool> isWanted, Tail tail, CancellationToken cancellation)
    {
        var found = await _collections.FindAsync(kind, filter, cancellation).ConfigureAwait(false);
        await tail.ExtendAsync(cancellation).ConfigureAwait(false);
        return Tail.Over(found, tail.Of(kind).Where(document => isWanted(document[0].AsInt64))).Values;
    }

    private async Task<T> ReadAsync<T>(Func<Tail, Task<T>> read, CancellationToken cancellation)
    {
        for (var tries = 0; tries < ReadTries; tries++)
        {
            try
            {
                return await ExplainedAsync(async () =>
                {
                    // What this process knows may be too old, when it is not the writer any more.
                    var tail = (tries == 0 ? _backlog?.Read() : null) ?? new Tail(_log, await _collections.ReadAppliedAsync(cancellation).ConfigureAwait(false), []);
                    return await read(tail).ConfigureAwait(false);
                }).ConfigureAwait(false);
            }
            catch (TrimmedException)
            {
            }
        }

        throw new SweepStoreException($"{_options}: more is written than can be read meanwhile.");
    }
}
