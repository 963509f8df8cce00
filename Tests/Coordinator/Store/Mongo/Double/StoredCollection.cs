using System.Collections.Immutable;
using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>One state of a collection. It never changes, so that a node can go back to an earlier one.</summary>
internal sealed record StoredCollection(
    string Name,
    ImmutableSortedDictionary<BsonValue, BsonDocument> Documents,
    ImmutableList<StoredIndex> Indexes
)
{
    public const int LargestDocument = 16 * 1024 * 1024;

    private static readonly BsonDocument _keyPattern = new("_id", 1);

    public StoredCollection(string name)
        : this(name, ImmutableSortedDictionary.Create<BsonValue, BsonDocument>(BsonOrder.Instance), []) { }

    /// <summary>Returned in an order that no client may rely on: the last key comes first.</summary>
    public IEnumerable<BsonDocument> Matching(Filter filter) =>
        (
            filter.Ids?.Select(id => Documents.GetValueOrDefault(id)!).Where(document => document is not null) ?? Documents.Values.Reverse()
        ).Where(filter.Matches);

    /// <exception cref="CommandException">Another document has the key, or the same key in a unique index.</exception>
    public StoredCollection Insert(BsonDocument document)
    {
        var id = document["_id"];
        return id is BsonArray or BsonRegularExpression or BsonUndefined
                ? throw CommandException.BadStatement(2, $"The key may not be of the type {id.BsonType}.")
            : Documents.ContainsKey(id) ? throw CommandException.DuplicateKey(Name, "_id_", _keyPattern, new BsonDocument("_id", id))
            : Put(document);
    }

    public StoredCollection Replace(BsonDocument old, BsonDocument document) => Remove(old).Put(document);

    public StoredCollection Remove(BsonDocument old) =>
        this with
        {
            Documents = Documents.Remove(old["_id"]),
            Indexes = Indexes.ConvertAll(index => index.Without(old)),
        };

    public StoredCollection Add(StoredIndex index)
    {
        foreach (var document in Documents.Values)
        {
            index = index.With(Name, document);
        }

        return this with
        {
            Indexes = Indexes.Add(index),
        };
    }

    private StoredCollection Put(BsonDocument document)
    {
        var size = document.ToBson().Length;
        return size > LargestDocument
            ? throw CommandException.BadStatement(17419, $"A document of {size} bytes is larger than {LargestDocument}.")
            : this with
            {
                Documents = Documents.SetItem(document["_id"], document),
                Indexes = Indexes.ConvertAll(index => index.With(Name, document)),
            };
    }
}
