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
                // Epochs stay, and of batches the newest does: it was deleted only if much was written since.
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
                        .Concat(tail.Of(Kind.Stages))
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
    /// Trials never change, so the moment is that of the beginning: a result that is newer is left out if it is the stage's first. When one took
    /// another's place meanwhile the reading ends; that happens when a stage is run again because its checkpoint is gone.
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
        var changed = Tail.Over([], tail.Of(Kind.Results));
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

    /// <summary>A sweep that is in the log is there with all its trials.</summary>
    private async IAsyncEnumerable<IReadOnlyList<BsonDocument>> FindTrialsAsync(
        long sweep,
        int from,
        Tail tail,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        if (tail.Of(Kind.Specs).Any(added => added[0] == sweep))
        {
            foreach (
                var some in tail.Of(Kind.Trials)
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

    /// <summary>Null when there is no such sweep at the tail's end.</summary>
    private async Task<BsonDocument?> FindSpecAsync(long sweep, Tail tail, CancellationToken cancellation)
    {
        var found = await FindAsync(Kind.Specs, Collections.Id(sweep), number => number == sweep, tail, cancellation).ConfigureAwait(false);
        return tail.Of(Kind.Sweeps).Any(document => document[0] == sweep && Documents.IsGone(document)) ? null : found.SingleOrDefault();
    }

    /// <summary>The sweeps that are there at the tail's end.</summary>
    private static IEnumerable<SweepFacts> Live(IEnumerable<BsonDocument> found, Tail tail) =>
        Tail.Over(found, tail.Of(Kind.Sweeps)).Values.Where(sweep => !Documents.IsGone(sweep)).Select(Documents.To<SweepFacts>);

    /// <summary>By stage, of a collection that has a document a stage.</summary>
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
                return Tail.Over(found, tail.Of(kind).Where(document => wanted.Contains(document[0].AsInt64)))
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
                        var tail =
                            (tries == 0 ? _backlog?.Read() : null)
                            ?? new Tail(_log, await _collections.ReadAppliedAsync(cancellation).ConfigureAwait(false), []);
                        return await read(tail).ConfigureAwait(false);
                    })
                    .ConfigureAwait(false);
            }
            catch (TrimmedException) { }
        }

        throw new SweepStoreException($"{_options}: more is written than can be read meanwhile.");
    }
}
