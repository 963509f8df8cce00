using MongoDB.Bson;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>The database's collections. They use majority reads and majority writes, whatever concerns the address names.</summary>
internal sealed class Collections(IMongoDatabase database, string place)
{
    /// <summary>Raise this with every change of the format; a store of another version is refused.</summary>
    private const int Version = 2;

    private const long VersionNumber = 1;
    private const long AppliedNumber = 2;

    private static readonly TimeSpan _confirmation = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Kind, IMongoCollection<RawBsonDocument>> _kinds = Enum.GetValues<Kind>()
        .ToDictionary(kind => kind, kind => Open(database, kind.ToString().ToLowerInvariant()));

    /// <summary>The serializer for documents without a class.</summary>
    public static BsonDocumentSerializer Plain => BsonDocumentSerializer.Instance;

    public IMongoCollection<RawBsonDocument> Store { get; } = Open(database, "store");

    public IMongoCollection<RawBsonDocument> Log { get; } = Open(database, "log");

    /// <summary>The parts of batches that are too large for one document of the log.</summary>
    public IMongoCollection<RawBsonDocument> Parts { get; } = Open(database, "parts");

    public IMongoCollection<RawBsonDocument> this[Kind kind] => _kinds[kind];

    public Task<IReadOnlyList<BsonDocument>> FindAsync(Kind kind, IEnumerable<long> numbers, CancellationToken cancellation) =>
        new BsonArray(numbers) is { Count: > 0 } some
            ? FindAsync(kind, new BsonDocument("_id", new BsonDocument("$in", some)), cancellation)
            : Task.FromResult<IReadOnlyList<BsonDocument>>([]);

    /// <summary>Reads documents as raw bytes, since there may be a million stages.</summary>
    public async Task<IReadOnlyList<BsonDocument>> FindAsync(Kind kind, BsonDocument filter, CancellationToken cancellation)
    {
        var find = this[kind].Find(filter).Sort("{_id: 1}");
        return kind == Kind.Stages
            ? await find.ToListAsync(cancellation).ConfigureAwait(false)
            : await find.As(Plain).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Creates the store in an empty database, and refuses a database of unknown content.</summary>
    public async Task PrepareAsync(bool readOnly, CancellationToken cancellation)
    {
        if (await ReadVersionAsync(cancellation).ConfigureAwait(false) is null)
        {
            var others = await (await database.ListCollectionNamesAsync(cancellationToken: cancellation).ConfigureAwait(false))
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
            others.RemoveAll(name => name.StartsWith("system.", StringComparison.Ordinal));
            // Another process that creates the store at the same moment writes its version first.
            if (others.Count > 0 && await ReadVersionAsync(cancellation).ConfigureAwait(false) is null)
            {
                throw new SweepStoreException(
                    $"{place} is another program's database: it has {string.Join(", ", others.Order().Take(3))}. Use another database's name."
                );
            }

            if (readOnly)
                throw new SweepStoreException($"{place} is empty: no sweep was run here yet.");
            await WriteAsync(
                    Store,
                    [
                        new InsertOneModel<RawBsonDocument>(
                            Raw(
                                new BsonDocument
                                {
                                    { "_id", VersionNumber },
                                    { "program", "sweep" },
                                    { "version", Version },
                                }
                            )
                        ),
                    ],
                    cancellation
                )
                .ConfigureAwait(false);
        }

        if (await ReadVersionAsync(cancellation).ConfigureAwait(false) is { } version && version != Version)
        {
            throw new SweepStoreException(
                $"{place} is a store of version {version}, and this sweep knows only version {Version}. Use the sweep that wrote it or another database's name."
            );
        }

        if (readOnly)
            return;
        // A sparse index: it holds only the stages that workers hold.
        await this[Kind.Stages]
            .Indexes.CreateManyAsync(
                [new("{i: 1}"), new("{o: 1, _id: 1}"), new("{w: 1}", new CreateIndexOptions { Sparse = true })],
                cancellation
            )
            .ConfigureAwait(false);
        await this[Kind.Trials]
            .Indexes.CreateManyAsync(
                [new("{leaf: 1}"), new("{sweep: 1, state: 1}"), new("{dataset: 1, architecture: 1, mode: 1, sparsity: 1}")],
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>A position up to which everything is in the collections.</summary>
    public async Task<long> ReadAppliedAsync(CancellationToken cancellation) =>
        await Store.Find(Id(AppliedNumber)).As(Plain).FirstOrDefaultAsync(cancellation).ConfigureAwait(false) is { } there
            ? there["ap"].AsInt64
            : 0;

    /// <summary>Raises the position. A position once reached stays valid, and a lower one that arrives late has no effect.</summary>
    public Task WriteAppliedAsync(long position, CancellationToken cancellation) =>
        WriteAsync(
            Store,
            [
                new ReplaceOneModel<RawBsonDocument>(
                    new BsonDocument { { "_id", AppliedNumber }, { "ap", new BsonDocument("$lt", position) } },
                    Raw(new BsonDocument { { "_id", AppliedNumber }, { "ap", position } })
                )
                {
                    IsUpsert = true,
                },
            ],
            cancellation
        );

    /// <summary>
    /// Writes these in no particular order. Returns the indices of those whose number exists: something newer is stored there.
    /// </summary>
    public static async Task<IReadOnlyList<int>> WriteAsync(
        IMongoCollection<RawBsonDocument> to,
        IReadOnlyList<WriteModel<RawBsonDocument>> models,
        CancellationToken cancellation
    )
    {
        if (models.Count == 0)
            return [];
        try
        {
            await to.BulkWriteAsync(models, new BulkWriteOptions { IsOrdered = false }, cancellation).ConfigureAwait(false);
            return [];
        }
        catch (MongoBulkWriteException<RawBsonDocument> error)
            when (error.WriteConcernError is null
                && error.UnprocessedRequests.Count == 0
                && error.WriteErrors.All(write => write.Category == ServerErrorCategory.DuplicateKey)
            )
        {
            return [.. error.WriteErrors.Select(write => write.Index)];
        }
    }

    public static BsonDocument Any => [];

    public static BsonDocument Id(long number) => new("_id", number);

    /// <summary>The document in the form in which it is sent.</summary>
    public static RawBsonDocument Raw(BsonDocument document) => document as RawBsonDocument ?? new RawBsonDocument(document.ToBson());

    private async Task<int?> ReadVersionAsync(CancellationToken cancellation) =>
        await Store.Find(Id(VersionNumber)).As(Plain).FirstOrDefaultAsync(cancellation).ConfigureAwait(false) is { } there
            ? there["version"].AsInt32
            : null;

    private static IMongoCollection<RawBsonDocument> Open(IMongoDatabase database, string name) =>
        database.GetCollection<RawBsonDocument>(
            name,
            new MongoCollectionSettings
            {
                ReadConcern = ReadConcern.Majority,
                ReadPreference = ReadPreference.Primary,
                WriteConcern = WriteConcern.WMajority.With(journal: true, wTimeout: _confirmation),
            }
        );
}
