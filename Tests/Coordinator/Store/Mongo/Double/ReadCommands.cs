using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>`find`, `aggregate`, `getMore`, `killCursors` and `listCollections`.</summary>
internal static class ReadCommands
{
    public static BsonDocument Find(Node node, Request request)
    {
        var fields = request.Fields;
        var filter = new Filter(fields.Document("filter"));
        var projection = Shape.Projection(fields.Document("projection"));
        var sort = fields.Document("sort");
        var skip = fields.Count("skip");
        var limit = fields.Count("limit");
        var batch = fields.Optional("batchSize")?.ToInt32();
        var single = fields.Boolean("singleBatch");
        // The option has no effect: everything is sorted in memory here.
        fields.Boolean("allowDiskUse");
        request.Finish();
        var found = Shape.Sorted(node.View(request).Collection(request.Collection).Matching(filter), sort).Skip(skip);
        var ids = found.Take(limit == 0 ? int.MaxValue : limit).Select(document => document["_id"]).ToList();
        var rest = ids.Select(id => node.View(request).Collection(request.Collection).Documents.GetValueOrDefault(id)!)
            .Where(document => document is not null && filter.Matches(document))
            .Select(projection);
        return node.Cursors.First(request.Collection, rest, batch, single);
    }

    public static BsonDocument Aggregate(Node node, Request request)
    {
        var fields = request.Fields;
        var stages = fields.Array("pipeline");
        var cursor = new Fields("the field 'cursor'", fields.Required("cursor").AsBsonDocument);
        var batch = cursor.Optional("batchSize")?.ToInt32();
        cursor.Finish();
        request.Finish();
        var all = node.View(request).Collection(request.Collection).Matching(new Filter([]));
        var result = stages.Aggregate(all, (before, stage) => Pipeline.Run(stage.AsBsonDocument, before));
        return node.Cursors.First(request.Collection, result.ToList(), batch);
    }

    public static BsonDocument GetMore(Node node, Request request)
    {
        var name = request.Fields.Required("collection");
        var batch = request.Fields.Optional("batchSize")?.ToInt32();
        request.Finish();
        return node.Cursors.Next(request.Command[0].ToInt64(), $"{request.Database}.{name}", batch);
    }

    public static BsonDocument KillCursors(Node node, Request request)
    {
        var known = request.Fields.Array("cursors").ToLookup(id => node.Cursors.Kill(id.ToInt64()));
        request.Finish();
        return new BsonDocument
        {
            { "cursorsKilled", new BsonArray(known[true]) },
            { "cursorsNotFound", new BsonArray(known[false]) },
            { "cursorsAlive", new BsonArray() },
            { "cursorsUnknown", new BsonArray() },
        };
    }

    public static BsonDocument ListCollections(Node node, Request request)
    {
        var filter = new Filter(request.Fields.Document("filter"));
        var nameOnly = request.Fields.Boolean("nameOnly");
        request.Fields.Only("cursor", new BsonDocument());
        request.Finish();
        var prefix = request.Database + ".";
        var listed = node.View(request)
            .Collections.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => new BsonDocument { { "name", name[prefix.Length..] }, { "type", "collection" } })
            .Where(filter.Matches)
            .Select(collection => nameOnly ? collection : collection.Add("options", new BsonDocument()));
        return node.Cursors.First(prefix + "$cmd.listCollections", listed.ToList(), batch: null);
    }
}
