using MongoDB.Bson;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>The collections that follow the log, in the order in which they do.</summary>
internal enum Kind
{
    Settings,
    Stages,
    Results,
    Curves,
    Attempts,
    Specs,
    Trials,
    Sweeps,
}

/// <summary>One document of a batch, which replaces what has its number; it is the same in the log and in its collection.</summary>
/// <param name="Document">Begins with <c>_id</c>, which is its number, and <c>r</c>, which is its position in the log.</param>
internal readonly record struct Change(Kind Kind, BsonDocument Document);

/// <summary>What a batch changes, or what a document of the log has of one. It can be gone through more than once.</summary>
/// <param name="find">Finds stages by id faster than by going through them.</param>
internal sealed class Changes(IEnumerable<KeyValuePair<Kind, IEnumerable<BsonDocument>>> kinds, Func<IReadOnlySet<StageId>, IEnumerable<BsonDocument>>? find = null)
{
    private readonly Dictionary<Kind, IEnumerable<BsonDocument>> _kinds = new(kinds);

    public IEnumerable<Change> All => _kinds.OrderBy(kind => kind.Key).SelectMany(kind => kind.Value, (kind, document) => new Change(kind.Key, document));

    public IEnumerable<BsonDocument> Of(Kind kind) => _kinds.GetValueOrDefault(kind, []);

    public IEnumerable<BsonDocument> Stages(IReadOnlySet<StageId> ids) => find?.Invoke(ids) ?? Of(Kind.Stages).Where(stage => ids.Contains(StageDocument.IdOf(stage)));

    public static Changes Of(IEnumerable<Change> changes) =>
        new(changes.GroupBy(change => change.Kind).Select(kind => KeyValuePair.Create<Kind, IEnumerable<BsonDocument>>(kind.Key, [.. kind.Select(change => change.Document)])));

    /// <summary>Documents are made while they are gone through: all of them together may be more than the memory takes.</summary>
    public static Changes Of(Batch batch, long position)
    {
        var names = batch.Added.ToDictionary(added => added.Sweep, added => batch.Sweeps.FirstOrDefault(sweep => sweep.Number == added.Sweep)?.Name ?? "");
        var completed = names.Count == 0 ? [] : batch.Stages.Where(stage => stage.HasResult).Select(stage => stage.Number).ToHashSet();
        var trials = batch.Added.SelectMany(added => added.Trials.Zip(added.Leaves, (trial, leaf) => TrialDocument.Of(added.Sweep, names[added.Sweep], trial, leaf, completed.Contains(leaf))));
        var kinds = new Dictionary<Kind, IEnumerable<BsonDocument>>
        {
            [Kind.Settings] = batch.Settings.Select(SmallDocuments.Of),
            [Kind.Stages] = batch.Stages.Select(stage => StageDocument.Of(stage)),
            [Kind.Results] = batch.Results.Select(SmallDocuments.Of),
            [Kind.Curves] = batch.Curves.Select(SmallDocuments.Of),
            [Kind.Attempts] = batch.Attempts.Select(SmallDocuments.Of),
            [Kind.Specs] = batch.Added.Select(SmallDocuments.Of),
            [Kind.Trials] = trials,
            [Kind.Sweeps] = batch.Sweeps.Select(SmallDocuments.Of).Concat(batch.Removed.Select(SmallDocuments.Gone)),
        };
        return new Changes(
            kinds.Select(kind => KeyValuePair.Create(kind.Key, kind.Value.Select(document => At(position, document)))),
            ids => batch.Stages.Where(stage => ids.Contains(stage.Id)).Select(stage => At(position, StageDocument.Of(stage))));
    }

    private static BsonDocument At(long position, BsonDocument document)
    {
        document.InsertAt(1, new BsonElement("r", position));
        return document;
    }
}
