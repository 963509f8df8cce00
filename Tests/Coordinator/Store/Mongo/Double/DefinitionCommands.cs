using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>`createIndexes`, `drop` and `dropDatabase`.</summary>
internal static class DefinitionCommands
{
    public static BsonDocument CreateIndexes(Node node, Request request)
    {
        var wanted = request.Fields.Array("indexes").Select(index => Parse(index.AsBsonDocument)).ToList();
        request.Finish();
        var created = !node.State.Collections.ContainsKey(request.Collection);
        var collection = node.State.Collection(request.Collection);
        var before = collection.Indexes.Count + 1;
        foreach (var index in wanted)
        {
            collection = collection.Indexes.Find(old => old.Name == index.Name || old.Pattern == index.Pattern) switch
            {
                null => collection.Add(index),
                var old when old.Name != index.Name => throw new CommandException(
                    85,
                    $"The index '{old.Name}' has the keys of '{index.Name}'."
                ),
                var old when !old.SameAs(index) => throw new CommandException(86, $"There is another index '{index.Name}'."),
                _ => collection,
            };
        }

        node.State = node.State.With(collection);
        return new BsonDocument
        {
            { "numIndexesBefore", before },
            { "numIndexesAfter", collection.Indexes.Count + 1 },
            { "createdCollectionAutomatically", created },
        };
    }

    public static BsonDocument Drop(Node node, Request request)
    {
        request.Finish();
        if (!node.State.Collections.ContainsKey(request.Collection))
        {
            throw new CommandException(26, "ns not found");
        }

        node.State = node.State with { Collections = node.State.Collections.Remove(request.Collection) };
        return new BsonDocument("ns", request.Collection);
    }

    public static BsonDocument DropDatabase(Node node, Request request)
    {
        request.Finish();
        var prefix = request.Database + ".";
        var dropped = node.State.Collections.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        node.State = node.State with { Collections = node.State.Collections.RemoveRange(dropped) };
        return new BsonDocument("dropped", request.Database);
    }

    private static StoredIndex Parse(BsonDocument index)
    {
        var fields = new Fields("an index", index);
        var pattern = fields.Required("key").AsBsonDocument;
        var parsed = new StoredIndex(fields.Required("name").AsString, pattern, fields.Boolean("unique"));
        if (fields.Boolean("sparse") && parsed.Unique)
        {
            throw CommandException.NotImplemented("indexes that are both sparse and unique");
        }

        fields.Finish();
        return Shape.Directions(pattern).Count > 0 ? parsed : throw new CommandException(2, "An index has at least one field.");
    }
}
