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
    Outcomes,
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
internal sealed class Changes(
    IReadOnlyDictionary<Kind, IEnumerable<BsonDocument>> kinds,
    Func<IReadOnlySet<StageId>, IEnumerable<BsonDocument>>? find = null
)
{
    public static Changes None { get; } = new(new Dictionary<Kind, IEnumerable<BsonDocument>>());

    public IEnumerable<Change> All =>
        kinds.OrderBy(kind => kind.Key).SelectMany(kind => kind.Value, (kind, document) => new Change(kind.Key, document));

    /// <summary>Documents are made while they are gone through: all of them together may be more than the memory takes.</summary>
    public static Changes Of(Batch batch, long position)
    {
        var names = batch.Added.ToDictionary(
            added => added.Sweep,
            added => batch.Sweeps.FirstOrDefault(sweep => sweep.Number == added.Sweep)?.Name ?? ""
        );
        var completed = names.Count == 0 ? [] : batch.Stages.Where(stage => stage.HasResult).Select(stage => stage.Number).ToHashSet();
        var kinds = new Dictionary<Kind, IEnumerable<BsonDocument>>
        {
            [Kind.Settings] = batch.Settings.Select(settings => Documents.Of(settings.Number, settings)),
            [Kind.Stages] = batch.Stages.Select(stage => StageDocument.Of(stage)),
            [Kind.Results] = batch.Results.Select(result => Documents.Of(result).Add("f", position)),
            [Kind.Curves] = batch.Curves.Select(Documents.Of),
            [Kind.Outcomes] = batch.Outcomes.Select(Documents.Of),
            [Kind.Attempts] = batch.Attempts.Select(Documents.Of),
            [Kind.Specs] = batch.Added.Select(Documents.Of),
            [Kind.Trials] = batch.Added.SelectMany(added =>
                added.Trials.Zip(
                    added.Leaves,
                    (trial, leaf) => TrialDocument.Of(added.Sweep, names[added.Sweep], trial, leaf, completed.Contains(leaf))
                )
            ),
            [Kind.Sweeps] = batch.Sweeps.Select(sweep => Documents.Of(sweep.Number, sweep)).Concat(batch.Removed.Select(Documents.Gone)),
        };
        BsonDocument At(BsonDocument document)
        {
            document.InsertAt(1, new BsonElement("r", position));
            return document;
        }

        return new Changes(
            kinds.ToDictionary(kind => kind.Key, kind => kind.Value.Select(At)),
            ids => batch.Stages.Where(stage => ids.Contains(stage.Id)).Select(stage => At(StageDocument.Of(stage)))
        );
    }

    /// <summary>Of a document that <see cref="Split"/> made.</summary>
    public static Changes Read(BsonDocument from) =>
        new(
            from.ToDictionary(
                kind => Enum.Parse<Kind>(kind.Name, ignoreCase: true),
                kind => kind.Value.AsBsonArray.Select(document => document.AsBsonDocument)
            )
        );

    public IEnumerable<BsonDocument> Of(Kind kind) => kinds.GetValueOrDefault(kind, []);

    public IEnumerable<BsonDocument> Stages(IReadOnlySet<StageId> ids) =>
        find?.Invoke(ids) ?? Of(Kind.Stages).Where(stage => ids.Contains(StageDocument.IdOf(stage)));

    /// <summary>As documents for the log, <c>{stages: […], results: […], …}</c>: one at least, and one of them in memory at a time.</summary>
    /// <param name="limit">Bytes after which the next begins.</param>
    public IEnumerable<BsonDocument> Split(int limit)
    {
        var (fragment, bytes) = (new BsonDocument(), 0);
        foreach (var (kind, document) in All)
        {
            var raw = Collections.Raw(document);
            if (bytes > 0 && bytes + raw.Slice.Length > limit)
            {
                yield return fragment;
                (fragment, bytes) = ([], 0);
            }

            bytes += raw.Slice.Length;
            var name = kind.ToString().ToLowerInvariant();
            if (!fragment.Contains(name))
                fragment.Add(name, new BsonArray());
            fragment[name].AsBsonArray.Add(raw);
        }

        yield return fragment;
    }
}
