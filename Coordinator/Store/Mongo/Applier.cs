using MongoDB.Bson;
using MongoDB.Driver;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// Applies the log to the collections. A document replaces the one with its number unless that one is at least as new, so applying a change
/// again, or by a writer that was replaced, has no effect. When several batches change the same number, only the newest document is
/// written.
/// </summary>
internal sealed class Applier(Collections collections)
{
    /// <summary>How many documents one command writes or reads.</summary>
    private const int AtOnce = 1_000;
    private const int Together = 10_000;

    private static readonly HashSet<long> _none = [];

    /// <summary>The state of each sweep as stored in the collection.</summary>
    private readonly Dictionary<long, SweepState> _states = [];

    /// <summary>Applies the changes that follow those already applied. After a failure, start again with a new applier.</summary>
    public async Task ApplyAsync(IEnumerable<Change> log, CancellationToken cancellation)
    {
        foreach (var some in log.Chunk(Together))
        {
            var newest = some.GroupBy(change => change.Kind)
                .ToDictionary(
                    kind => kind.Key,
                    kind => kind.GroupBy(change => change.Document[0].AsInt64).Select(number => number.Last().Document).ToList()
                );
            List<BsonDocument> Newest(Kind kind) => newest.GetValueOrDefault(kind, []);
            foreach (var kind in Enum.GetValues<Kind>().Where(kind => kind is not (Kind.Stages or Kind.Trials or Kind.Sweeps)))
                await PutAsync(kind, Newest(kind).ToLookup(_ => false), cancellation).ConfigureAwait(false);
            var stages = Newest(Kind.Stages).ConvertAll(stage => (Document: stage, Facts: StageDocument.ToStage(stage, _none)));
            await PutAsync(Kind.Stages, stages.ToLookup(stage => stage.Facts.Attempt > 0, stage => stage.Document), cancellation)
                .ConfigureAwait(false);
            await PutAsync(
                    Kind.Trials,
                    (await CompleteAsync(Newest(Kind.Trials), cancellation).ConfigureAwait(false)).ToLookup(_ => false),
                    cancellation
                )
                .ConfigureAwait(false);
            // Trials of stages are updated first, because the end of a sweep leaves completed trials alone.
            var leaves = stages.Where(stage => StageDocument.EndsTrials(stage.Document)).ToList();
            var others = stages.Select(stage => stage.Facts.Number).Except(leaves.Select(leaf => leaf.Facts.Number)).ToHashSet();
            await WriteAsync(
                    Kind.Trials,
                    Newest(Kind.Results)
                        .Where(result => !others.Contains(result[0].AsInt64))
                        .Select(TrialDocument.AfterResult)
                        .Concat(leaves.Select(leaf => TrialDocument.AfterStage(leaf.Document["r"].AsInt64, leaf.Facts))),
                    cancellation
                )
                .ConfigureAwait(false);
            await PutSweepsAsync(Newest(Kind.Sweeps), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Adds the results to trials whose last stage was already completed for another sweep.</summary>
    private async Task<IEnumerable<BsonDocument>> CompleteAsync(List<BsonDocument> trials, CancellationToken cancellation)
    {
        var leaves = trials.Where(TrialDocument.HasResult).Select(trial => trial["leaf"].AsInt64).ToHashSet();
        var results = (await collections.FindAsync(Kind.Results, leaves, cancellation).ConfigureAwait(false)).ToDictionary(
            result => result[0].AsInt64,
            Documents.ToResult
        );
        return trials.Select(trial => TrialDocument.Complete(trial, results.GetValueOrDefault(trial["leaf"].AsInt64)));
    }

    /// <summary>Writes the sweeps last: their stored state shows whether a sweep has ended or started again since.</summary>
    private async Task PutSweepsAsync(List<BsonDocument> sweeps, CancellationToken cancellation)
    {
        foreach (
            var sweep in await collections
                .FindAsync(Kind.Sweeps, sweeps.Select(sweep => sweep[0].AsInt64).Where(sweep => !_states.ContainsKey(sweep)), cancellation)
                .ConfigureAwait(false)
        )
        {
            if (!Documents.IsGone(sweep))
                _states[sweep[0].AsInt64] = Documents.StateOf(sweep);
        }

        var live = sweeps.Where(sweep => !Documents.IsGone(sweep)).ToList();
        await WriteAsync(
                Kind.Trials,
                live.Select(sweep =>
                    TrialDocument.AfterSweep(sweep, _states.TryGetValue(sweep[0].AsInt64, out var before) ? before : null)
                ),
                cancellation
            )
            .ConfigureAwait(false);
        await PutAsync(Kind.Sweeps, sweeps.ToLookup(_ => true), cancellation).ConfigureAwait(false);
        foreach (var sweep in live)
            _states[sweep[0].AsInt64] = Documents.StateOf(sweep);
        foreach (var sweep in sweeps.Where(Documents.IsGone))
        {
            await collections[Kind.Trials]
                .DeleteManyAsync(new BsonDocument("_id", TrialDocument.Range(sweep[0].AsInt64)), cancellation)
                .ConfigureAwait(false);
            await collections[Kind.Specs].DeleteManyAsync(Collections.Id(sweep[0].AsInt64), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Writes documents; inserting costs a fraction of replacing.</summary>
    /// <param name="documents">Documents that probably exist already, under true, and new ones, under false.</param>
    private async Task PutAsync(Kind kind, ILookup<bool, BsonDocument> documents, CancellationToken cancellation)
    {
        await WriteAsync(kind, documents[true].Select(document => Replacement(kind, document)), cancellation).ConfigureAwait(false);
        foreach (var some in documents[false].Chunk(AtOnce))
        {
            var taken = await Collections
                .WriteAsync(
                    collections[kind],
                    [.. some.Select(document => new InsertOneModel<RawBsonDocument>(Collections.Raw(document)))],
                    cancellation
                )
                .ConfigureAwait(false);
            await WriteAsync(kind, taken.Select(at => Replacement(kind, some[at])), cancellation).ConfigureAwait(false);
        }
    }

    /// <param name="models">Null entries are skipped.</param>
    private async Task WriteAsync(Kind kind, IEnumerable<WriteModel<RawBsonDocument>?> models, CancellationToken cancellation)
    {
        foreach (var some in models.OfType<WriteModel<RawBsonDocument>>().Chunk(AtOnce))
            await Collections.WriteAsync(collections[kind], some, cancellation).ConfigureAwait(false);
    }

    /// <summary>Keeps the result's field <c>f</c>, the log position of the stage's first result.</summary>
    private static WriteModel<RawBsonDocument> Replacement(Kind kind, BsonDocument document)
    {
        var older = new BsonDocument { { "_id", document[0] }, { "r", new BsonDocument("$lt", document["r"]) } };
        return kind == Kind.Results
            ? new UpdateOneModel<RawBsonDocument>(
                older,
                new BsonDocument("$set", new BsonDocument { { "r", document["r"] }, { "value", document["value"] } })
            )
            : new ReplaceOneModel<RawBsonDocument>(older, Collections.Raw(document)) { IsUpsert = true };
    }
}
