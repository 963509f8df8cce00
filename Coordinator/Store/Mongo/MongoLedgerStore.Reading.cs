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

    public Task<LedgerFacts> ReadLedgerAsync(CancellationToken cancellation) =>
        ReadAsync(
            async tail =>
            {
                var sweeps = await _collections.FindAsync(Kind.Sweeps, Collections.Any, cancellation).ConfigureAwait(false);
                var settings = await FindAsync(Kind.Settings, Collections.Any, _ => true, tail, cancellation).ConfigureAwait(false);
                // Epochs are never deleted, and the newest batch is deleted only if much was written since.
                var newest =
                    tail.Position == 0
                        ? null
                        : await _log.ReadAsync(tail.Position, cancellation).ConfigureAwait(false) ?? throw new TrimmedException();
                return new LedgerFacts(
                    newest?.Mark ?? default,
                    newest?.Head ?? LedgerHead.Empty,
                    [.. Live(sweeps, tail)],
                    [.. settings.Select(Documents.To<SettingsFacts>)]
                );
            },
            cancellation
        );

    public Task<IReadOnlyList<StageId>> FindIdsAsync(StageId first, StageId last, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StageId>>(
            async tail =>
            {
                var range = new BsonDocument("i", new BsonDocument { { "$gte", first.ToString() }, { "$lte", last.ToString() } });
                var found = await _collections[Kind.Stages]
                    .Find(range)
                    .Sort("{i: 1}")
                    .Limit(limit)
                    .As(Collections.Plain)
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false);
                await tail.ExtendAsync(cancellation).ConfigureAwait(false);
                return
                [
                    .. found
                        .Concat(tail.OfKind(Kind.Stages))
                        .Select(StageDocument.IdOf)
                        .Where(id => id >= first && id <= last)
                        .Distinct()
                        .Order()
                        .Take(limit),
                ];
            },
            cancellation
        );

    public async Task<string?> ReadSpecAsync(long sweep, CancellationToken cancellation) =>
        (await ReadAsync(tail => FindSpecAsync(sweep, tail, cancellation), cancellation).ConfigureAwait(false))?["text"].AsString;

    public Task<IReadOnlyDictionary<long, StageResult>> ReadResultsAsync(
        IReadOnlyCollection<long> stages,
        CancellationToken cancellation
    ) => FindAsync(Kind.Results, stages, Documents.ToResult, cancellation);

    public Task<IReadOnlyDictionary<long, ImageOutcomes>> ReadOutcomesAsync(
        IReadOnlyCollection<long> stages,
        CancellationToken cancellation
    ) => FindAsync(Kind.Outcomes, stages, Documents.ToOutcomes, cancellation);

    public Task<IReadOnlyList<EpochMetrics>> ReadCurveAsync(long stage, CancellationToken cancellation) =>
        ReadAsync(
            async tail =>
                (await FindAsync(Kind.Curves, Collections.Id(stage), number => number == stage, tail, cancellation).ConfigureAwait(false))
                    .Select(Documents.ToCurve)
                    .SingleOrDefault([]),
            cancellation
        );

    public Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(long stage, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<AttemptRecord>>(
            async tail =>
            {
                var (first, end) = (Documents.FirstAttempt(stage), Documents.FirstAttempt(stage + 1));
                var range = new BsonDocument("_id", new BsonDocument { { "$gte", first }, { "$lt", end } });
                var found = await FindAsync(Kind.Attempts, range, number => number >= first && number < end, tail, cancellation)
                    .ConfigureAwait(false);
                return [.. found.Select(Documents.To<AttemptRecord>).OrderBy(attempt => attempt.Number)];
            },
            cancellation
        );

    /// <summary>
    /// Trials never change, so the snapshot is of the start of the reading: a newer result is left out if it is the stage's first. If a
    /// newer result replaced another meanwhile, the reading fails; that happens when a stage runs again because its checkpoint was lost.
    /// </summary>
    public async IAsyncEnumerable<StoredTrial> ReadTrialsAsync(
        long sweep,
        int from,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var (tail, spec) = await ReadAsync(
                async tail => (tail, await FindSpecAsync(sweep, tail, cancellation).ConfigureAwait(false)),
                cancellation
            )
            .ConfigureAwait(false);
        if (spec is null)
            yield break;
        var changed = Tail.Merge([], tail.OfKind(Kind.Results));
        var count = 0;
        await foreach (var some in FindTrialsAsync(sweep, from, tail, cancellation).ConfigureAwait(false))
        {
            foreach (var trial in await ExplainedAsync(() => JoinAsync(some, tail.Position, changed, cancellation)).ConfigureAwait(false))
                yield return trial;
            count += some.Count;
        }

        if (from == 0 && count < spec["trials"].AsInt32)
            throw new SweepStoreException($"{_options}: the sweep was deleted while its trials were read.");
    }

    /// <summary>Finds a sweep's trials. If the sweep's addition is still in the log, all of its trials are there.</summary>
    private async IAsyncEnumerable<IReadOnlyList<BsonDocument>> FindTrialsAsync(
        long sweep,
        int from,
        Tail tail,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        if (tail.OfKind(Kind.Specs).Any(added => added[0] == sweep))
        {
            foreach (
                var some in tail.OfKind(Kind.Trials)
                    .Where(trial =>
                        trial[0].AsInt64 >= TrialDocument.Number(sweep, from) && trial[0].AsInt64 < TrialDocument.Number(sweep + 1, 0)
                    )
                    .Chunk(AtOnce)
            )
            {
                yield return some;
            }

            yield break;
        }

        for (var isMore = true; isMore; )
        {
            var some = await ExplainedAsync(() =>
                    _collections[Kind.Trials]
                        .Find(new BsonDocument("_id", TrialDocument.Range(sweep, from)))
                        .Sort("{_id: 1}")
                        .Limit(AtOnce)
                        .As(Collections.Plain)
                        .ToListAsync(cancellation)
                )
                .ConfigureAwait(false);
            isMore = some.Count == AtOnce;
            from = isMore ? some[^1]["index"].AsInt32 + 1 : from;
            yield return some;
        }
    }

    private async Task<IEnumerable<StoredTrial>> JoinAsync(
        IReadOnlyList<BsonDocument> documents,
        long moment,
        SortedDictionary<long, BsonDocument> changed,
        CancellationToken cancellation
    )
    {
        var trials = documents.Select(TrialDocument.ToTrial).ToList();
        var leaves = trials.Select(trial => trial.Leaf).ToHashSet();
        var results = new Dictionary<long, StageResult>(leaves.Count);
        foreach (var result in await _collections.FindAsync(Kind.Results, leaves, cancellation).ConfigureAwait(false))
        {
            if (result["r"].AsInt64 <= moment)
                results[result[0].AsInt64] = Documents.ToResult(result);
            else if (result["f"].AsInt64 <= moment && !changed.ContainsKey(result[0].AsInt64))
                throw new SweepStoreException($"{_options}: a stage was run again while results were read.");
        }

        foreach (var leaf in leaves)
        {
            if (changed.TryGetValue(leaf, out var result))
                results[leaf] = Documents.ToResult(result);
        }

        return trials.Select(trial => new StoredTrial(trial.Trial, trial.Leaf, results.GetValueOrDefault(trial.Leaf)));
    }

    /// <summary>Null when the sweep does not exist at the end of the tail.</summary>
    private async Task<BsonDocument?> FindSpecAsync(long sweep, Tail tail, CancellationToken cancellation)
    {
        var found = await FindAsync(Kind.Specs, Collections.Id(sweep), number => number == sweep, tail, cancellation).ConfigureAwait(false);
        return tail.OfKind(Kind.Sweeps).Any(document => document[0] == sweep && Documents.IsGone(document))
            ? null
            : found.SingleOrDefault();
    }

    /// <summary>The sweeps that exist at the end of the tail.</summary>
    private static IEnumerable<SweepFacts> Live(IEnumerable<BsonDocument> found, Tail tail) =>
        Tail.Merge(found, tail.OfKind(Kind.Sweeps)).Values.Where(sweep => !Documents.IsGone(sweep)).Select(Documents.To<SweepFacts>);

    /// <summary>Reads values by stage from a collection with one document per stage.</summary>
    private Task<IReadOnlyDictionary<long, T>> FindAsync<T>(
        Kind kind,
        IReadOnlyCollection<long> stages,
        Func<BsonDocument, T> read,
        CancellationToken cancellation
    ) =>
        ReadAsync<IReadOnlyDictionary<long, T>>(
            async tail =>
            {
                var wanted = stages.ToHashSet();
                var found = await _collections.FindAsync(kind, wanted, cancellation).ConfigureAwait(false);
                await tail.ExtendAsync(cancellation).ConfigureAwait(false);
                return Tail.Merge(found, tail.OfKind(kind).Where(document => wanted.Contains(document[0].AsInt64)))
                    .ToDictionary(document => document.Key, document => read(document.Value));
            },
            cancellation
        );

    private async Task<IEnumerable<BsonDocument>> FindAsync(
        Kind kind,
        BsonDocument filter,
        Func<long, bool> isWanted,
        Tail tail,
        CancellationToken cancellation
    )
    {
        var found = await _collections.FindAsync(kind, filter, cancellation).ConfigureAwait(false);
        await tail.ExtendAsync(cancellation).ConfigureAwait(false);
        return Tail.Merge(found, tail.OfKind(kind).Where(document => isWanted(document[0].AsInt64))).Values;
    }

    private async Task<T> ReadAsync<T>(Func<Tail, Task<T>> read, CancellationToken cancellation)
    {
        for (var tries = 0; tries < ReadTries; tries++)
        {
            try
            {
                return await ExplainedAsync(async () =>
                    {
                        // This process's own view may be outdated if it is no longer the writer.
                        var tail =
                            (tries == 0 ? _backlog?.Read() : null)
                            ?? new Tail(_log, await _collections.ReadAppliedAsync(cancellation).ConfigureAwait(false), []);
                        return await read(tail).ConfigureAwait(false);
                    })
                    .ConfigureAwait(false);
            }
            catch (TrimmedException) { }
        }

        throw new SweepStoreException($"{_options}: the store is written to faster than it can be read.");
    }
}
