using System.Collections.Immutable;
using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>An index as it was created and, for a unique one, the document that holds each key.</summary>
internal sealed record StoredIndex(string Name, BsonDocument Pattern, bool Unique)
{
    public ImmutableSortedDictionary<BsonValue, BsonValue> Holders { get; private init; } =
        ImmutableSortedDictionary.Create<BsonValue, BsonValue>(BsonOrder.Instance);

    public bool SameAs(StoredIndex other) => Pattern == other.Pattern && Unique == other.Unique;

    /// <exception cref="CommandException">Another document holds the key.</exception>
    public StoredIndex With(string collection, BsonDocument document)
    {
        if (!Unique)
        {
            return this;
        }

        var key = KeyOf(document);
        if (Holders.TryGetValue(key, out var holder) && BsonOrder.Instance.Compare(holder, document["_id"]) != 0)
        {
            var values = new BsonDocument(Pattern.Names.Zip(key, (name, value) => new BsonElement(name, value)));
            throw CommandException.DuplicateKey(collection, Name, Pattern, values);
        }

        return this with
        {
            Holders = Holders.SetItem(key, document["_id"]),
        };
    }

    public StoredIndex Without(BsonDocument document) => Unique ? this with { Holders = Holders.Remove(KeyOf(document)) } : this;

    private BsonArray KeyOf(BsonDocument document) => [.. Pattern.Names.Select(path => Paths.Key(document, path))];
}
