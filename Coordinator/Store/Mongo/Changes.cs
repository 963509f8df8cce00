using MongoDB.Bson;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>The collections that follow the log, in the order in which they are written.</summary>
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

/// <summary>A document of a batch, which replaces the one with its number. It is the same in the log and in its collection.</summary>
/// <param name="Document">Starts with <c>_id</c>, its number, and <c>r</c>, its position in the log.</param>
internal readonly record struct Change(Kind Kind, BsonDocument Document);

/// <summary>
/// The changes of a batch, or the part of them that one document of the log holds. They can be enumerated more than once.
/// </summary>
/// <param name="find">Finds stages by id without enumerating the documents.</param>
internal sealed class Changes(
    IReadOnlyDictionary<Kind, IEnumerable<BsonDocument>> kinds,
    Func<IReadOnlySet<StageId>, IEnumerable<BsonDocument>>? find = null
)
{
    public static Changes None { get; } = new(new Dictionary<Kind, IEnumerable<BsonDocument>>());

    public IEnumerable<Change> All =>
        kinds.OrderBy(kind => kind.Key).SelectMany(kind => kind.Value, (kind, document) => new Change(kind.Key, document));

    /// <summary>Documents are created while they are enumerated, since all of them together may exceed the memory.</summary>
    public static Changes FromBatch(Batch batch, long position)
    {
        var names = batch.Added.ToDictionary(
            added => added.Sweep,
            added => batch.Sweeps.FirstOrDefault(sweep => sweep.Number == added.Sweep)?.Name ?? ""
        );
        var completed = names.Count == 0 ? [] : batch.Stages.Where(stage => stage.HasResult).Select(stage => stage.Number).ToHashSet();
        var kinds = new Dictionary<Kind, IEnumerable<BsonDocument>>
        {
            [Kind.Settings] = batch.Settings.Select(settings => Documents.ToDocument(settings.Number, settings)),
            [Kind.Stages] = batch.Stages.Select(stage => StageDocument.Create(stage)),
            [Kind.Results] = batch.Results.Select(result => Documents.ToDocument(result).Add("f", position)),
            [Kind.Curves] = batch.Curves.Select(Documents.ToDocument),
            [Kind.Outcomes] = batch.Outcomes.Select(Documents.ToDocument),
            [Kind.Attempts] = batch.Attempts.Select(Documents.ToDocument),
            [Kind.Specs] = batch.Added.Select(Documents.ToDocument),
            [Kind.Trials] = batch.Added.SelectMany(added =>
                added.Trials.Zip(
                    added.Leaves,
                    (trial, leaf) => TrialDocument.Create(added.Sweep, names[added.Sweep], trial, leaf, completed.Contains(leaf))
                )
            ),
            [Kind.Sweeps] = batch
                .Sweeps.Select(sweep => Documents.ToDocument(sweep.Number, sweep))
                .Concat(batch.Removed.Select(Documents.Gone)),
        };
        BsonDocument At(BsonDocument document)
        {
            document.InsertAt(1, new BsonElement("r", position));
            return document;
        }

        return new Changes(
            kinds.ToDictionary(kind => kind.Key, kind => kind.Value.Select(At)),
            ids => batch.Stages.Where(stage => ids.Contains(stage.Id)).Select(stage => At(StageDocument.Create(stage)))
        );
    }

    /// <summary>Reads a document that <see cref="Split"/> wrote.</summary>
    public static Changes Read(BsonDocument from) =>
        new(
            from.ToDictionary(
                kind => Enum.Parse<Kind>(kind.Name, ignoreCase: true),
                kind => kind.Value.AsBsonArray.Select(document => document.AsBsonDocument)
            )
        );

    public IEnumerable<BsonDocument> OfKind(Kind kind) => kinds.GetValueOrDefault(kind, []);

    public IEnumerable<BsonDocument> Stages(IReadOnlySet<StageId> ids) =>
        find?.Invoke(ids) ?? OfKind(Kind.Stages).Where(stage => ids.Contains(StageDocument.IdOf(stage)));

    /// <summary>
    /// Writes the changes as documents for the log, <c>{stages: […], results: […], …}</c>: at least one, and one at a time in memory.
    /// </summary>
    /// <param name="limit">The size in bytes after which the next document starts.</param>
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
