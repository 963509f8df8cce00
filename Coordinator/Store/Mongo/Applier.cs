using MongoDB.Bson;
using MongoDB.Driver;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// Brings the collections up to the log. A document replaces what has its number, unless that is as new already; so what is applied again, or by a
/// writer whose time is over, changes nothing. Of what several batches say of a number only the newest is written.
/// </summary>
internal sealed class Applier(Collections collections)
{
    /// <summary>Documents in one command, and those that are gone through together.</summary>
    private const int AtOnce = 1_000;
    private const int Together = 10_000;

    /// <summary>State of each sweep as it is in the collection.</summary>
    private readonly Dictionary<long, SweepState> _states = [];

    /// <summary>Applies what follows in the log, on what was applied before. If it fails it is begun anew.</summary>
    public async Task ApplyAsync(IEnumerable<Change> log, CancellationToken cancellation)
    {
        foreach (var some in log.Chunk(Together))
        {
            var newest = some.GroupBy(change => change.Kind).ToDictionary(kind => kind.Key, kind => kind.GroupBy(change => change.Document[0].AsInt64).Select(number => number.Last().Document).ToList());
            List<BsonDocument> Of(Kind kind) => newest.GetValueOrDefault(kind, []);
            foreach (var kind in (Kind[])[Kind.Settings, Kind.Curves, Kind.Attempts, Kind.Specs])
                await WriteAsync(kind, Of(kind).Select(Replacement), cancellation).ConfigureAwait(false);
            await AddOrReplaceAsync(Kind.Stages, Of(Kind.Stages).Where(IsNew), cancellation).ConfigureAwait(false);
            await WriteAsync(Kind.Stages, Of(Kind.Stages).Where(stage => !IsNew(stage)).Select(Replacement), cancellation).ConfigureAwait(false);
            await WriteAsync(Kind.Results, Of(Kind.Results).Select(Result), cancellation).ConfigureAwait(false);
            await AddTrialsAsync(Of(Kind.Trials), cancellation).ConfigureAwait(false);
            // Those of stages first: a sweep that has ended leaves alone what is completed.
            var leaves = Of(Kind.Stages).ToDictionary(stage => stage[0].AsInt64, stage => stage.Contains("z"));
            await WriteAsync(
                Kind.Trials,
                Of(Kind.Results).Where(result => leaves.GetValueOrDefault(result[0].AsInt64, true)).Select(TrialDocument.AfterResult).Concat(Of(Kind.Stages).Select(TrialDocument.AfterStage).OfType<WriteModel<RawBsonDocument>>()),
                cancellation).ConfigureAwait(false);
            await ReplaceSweepsAsync(Of(Kind.Sweeps), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody has had it yet: most of these are stored for the first time.</summary>
    private static bool IsNew(BsonDocument stage) => !stage.Contains("a");

    private async Task AddTrialsAsync(List<BsonDocument> trials, CancellationToken cancellation)
    {
        foreach (var some in trials.Chunk(AtOnce))
        {
            var leaves = some.Where(TrialDocument.HasResult).Select(trial => trial["leaf"].AsInt64).ToHashSet();
            var results = leaves.Count == 0 ? [] : (await collections.FindAsync(Kind.Results, Collections.In(leaves), cancellation).ConfigureAwait(false)).ToDictionary(result => result[0].AsInt64, SmallDocuments.ToResult);
            await AddOrReplaceAsync(Kind.Trials, some.Select(trial => TrialDocument.Complete(trial, results.GetValueOrDefault(trial["leaf"].AsInt64))), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The sweeps are last: that one has ended, or goes on again, is seen by its state here being another.</summary>
    private async Task ReplaceSweepsAsync(List<BsonDocument> sweeps, CancellationToken cancellation)
    {
        foreach (var sweep in await collections.FindAsync(Kind.Sweeps, Collections.In(sweeps.Select(sweep => sweep[0].AsInt64).Where(sweep => !_states.ContainsKey(sweep))), cancellation).ConfigureAwait(false))
        {
            if (!SmallDocuments.IsGone(sweep))
                _states[sweep[0].AsInt64] = SmallDocuments.ToState(sweep);
        }

        var gone = sweeps.Where(SmallDocuments.IsGone).ToList();
        var live = sweeps.Except(gone).ToList();
        await WriteAsync(
            Kind.Trials, live.Select(sweep => TrialDocument.AfterSweep(sweep, _states.TryGetValue(sweep[0].AsInt64, out var before) ? before : null)).OfType<WriteModel<RawBsonDocument>>(), cancellation).ConfigureAwait(false);
        await WriteAsync(Kind.Sweeps, sweeps.Select(Replacement), cancellation).ConfigureAwait(false);
        foreach (var sweep in live)
            _states[sweep[0].AsInt64] = SmallDocuments.ToState(sweep);
        foreach (var sweep in gone)
        {
            await collections[Kind.Trials].DeleteManyAsync(new BsonDocument("_id", TrialDocument.Range(sweep[0].AsInt64)), cancellation).ConfigureAwait(false);
            await collections[Kind.Specs].DeleteManyAsync(Collections.Id(sweep[0].AsInt64), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Inserting costs a fraction of replacing.</summary>
    private async Task AddOrReplaceAsync(Kind kind, IEnumerable<BsonDocument> documents, CancellationToken cancellation)
    {
        foreach (var some in documents.Chunk(AtOnce))
        {
            var taken = await Collections.WriteAsync(collections[kind], [.. some.Select(document => new InsertOneModel<RawBsonDocument>(Collections.Raw(document)))], cancellation).ConfigureAwait(false);
            await WriteAsync(kind, taken.Select(at => Replacement(some[at])), cancellation).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(Kind kind, IEnumerable<WriteModel<RawBsonDocument>> models, CancellationToken cancellation)
    {
        foreach (var some in models.Chunk(AtOnce))
            await Collections.WriteAsync(collections[kind], some, cancellation).ConfigureAwait(false);
    }

    private static ReplaceOneModel<RawBsonDocument> Replacement(BsonDocument document) => new(Older(document), Collections.Raw(document)) { IsUpsert = true };

    /// <summary>Beside a result <c>f</c> is the position of the stage's first.</summary>
    private static UpdateOneModel<RawBsonDocument> Result(BsonDocument result)
    {
        var set = new BsonDocument { { "r", result["r"] }, { "value", result["value"] } };
        return new(Older(result), new BsonDocument { { "$set", set }, { "$setOnInsert", new BsonDocument("f", result["r"]) } }) { IsUpsert = true };
    }

    private static BsonDocument Older(BsonDocument document) => new() { { "_id", document[0] }, { "r", new BsonDocument("$lt", document["r"]) } };
}
