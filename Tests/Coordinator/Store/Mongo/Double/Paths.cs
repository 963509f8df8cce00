using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Dotted paths into documents. Only equalities look into arrays; elsewhere arrays in a path are refused.</summary>
internal static class Paths
{
    /// <summary>Null when the document has no such field.</summary>
    public static BsonValue? Find(BsonDocument document, string path)
    {
        BsonValue? found = document;
        foreach (var name in path.Split('.'))
        {
            if (found is BsonArray)
            {
                throw CommandException.NotImplemented($"arrays within the path '{path}'");
            }

            if (found is not BsonDocument inner || !inner.TryGetValue(name, out found))
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>The value that a range, an order or a unique index uses; an absent field counts as null.</summary>
    public static BsonValue Key(BsonDocument document, string path) =>
        Find(document, path) switch
        {
            null => BsonNull.Value,
            BsonArray => throw CommandException.NotImplemented($"ranges, orders and unique indexes over arrays, as at '{path}'"),
            var value => value,
        };

    /// <summary>The values that an equality compares: an array's elements one by one.</summary>
    public static IEnumerable<BsonValue> Values(BsonDocument document, string path)
    {
        IEnumerable<BsonValue> found = [document];
        foreach (var name in path.Split('.'))
        {
            found = found
                .Select(value => value is BsonDocument inner ? inner.GetValue(name, BsonNull.Value) : BsonNull.Value)
                .SelectMany(value => value is BsonArray elements ? elements : Enumerable.Repeat(value, 1));
        }

        return found;
    }

    public static void Set(BsonDocument document, string path, BsonValue value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            if (!document.Contains(name))
            {
                document[name] = new BsonDocument();
            }

            document = document[name] switch
            {
                BsonDocument inner => inner,
                BsonArray => throw CommandException.NotImplemented($"arrays within the path '{path}'"),
                _ => throw CommandException.BadStatement(28, $"Cannot create field '{path}' in a plain value."),
            };
        }

        document[names[^1]] = value;
    }
}
