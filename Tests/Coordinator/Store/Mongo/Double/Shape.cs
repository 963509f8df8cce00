using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Sorts documents and selects their fields.</summary>
internal static class Shape
{
    /// <summary>
    /// MongoDB promises no order without a sort, but mostly returns the insertion order, which hides mistakes. The double returns the last
    /// key first.
    /// </summary>
    public static IEnumerable<BsonDocument> Sorted(IEnumerable<BsonDocument> documents, BsonDocument sort)
    {
        var directions = Directions(sort);
        var keyed = documents.Select(document =>
            (Document: document, Keys: directions.Select(field => Paths.Key(document, field.Path)).ToList())
        );
        var order = Comparer<List<BsonValue>>.Create(
            (left, right) =>
                left.Zip(right, BsonOrder.Instance.Compare)
                    .Zip(directions, (difference, field) => field.Up ? difference : -difference)
                    .FirstOrDefault(difference => difference != 0)
        );
        return directions.Count == 0 ? documents : keyed.ToList().OrderBy(pair => pair.Keys, order).Select(pair => pair.Document);
    }

    /// <summary>The fields of a sort or an index, and whether each is ascending.</summary>
    public static IReadOnlyList<(string Path, bool Up)> Directions(BsonDocument sort) =>
        [
            .. sort.Select(element =>
                element.Value is { IsNumeric: true } && element.Value.ToDouble() is 1 or -1
                    ? (element.Name, element.Value.ToDouble() > 0)
                    : throw CommandException.NotImplemented($"the direction {element.Value} of '{element.Name}'")
            ),
        ];

    /// <summary>Includes or excludes whole top-level fields; computed fields are refused.</summary>
    public static Func<BsonDocument, BsonDocument> Projection(BsonDocument projection)
    {
        var named = projection.ToDictionary(
            element => element.Name,
            element =>
                element switch
                {
                    { Value: { IsNumeric: true } or { IsBoolean: true } } when !element.Name.Contains('.') => element.Value.ToBoolean(),
                    _ => throw CommandException.NotImplemented($"the projection {element}"),
                }
        );
        var others = named.Where(field => field.Key != "_id").Select(field => field.Value).Distinct().ToList() switch
        {
            [] => !named.GetValueOrDefault("_id"),
            [var given] => !given,
            _ => throw new CommandException(2, "A projection gives fields or leaves them out, not both."),
        };
        named.TryAdd("_id", true);
        return document => new BsonDocument(document.Where(element => named.GetValueOrDefault(element.Name, others)));
    }
}
