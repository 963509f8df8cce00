using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Stages of an aggregation: `$match`, `$sort`, `$skip`, `$limit` and `$group` by fields.</summary>
internal static class Pipeline
{
    public static IEnumerable<BsonDocument> Run(BsonDocument stage, IEnumerable<BsonDocument> before)
    {
        var (name, value) = (stage.GetElement(0).Name, stage[0]);
        return name switch
        {
            _ when stage.ElementCount != 1 => throw new CommandException(9, "A stage of a pipeline has one field."),
            "$match" => before.Where(new Filter(value.AsBsonDocument).Matches),
            "$sort" => Shape.Sorted(before, value.AsBsonDocument),
            "$skip" => before.Skip(value.ToInt32()),
            "$limit" => before.Take(value.ToInt32()),
            "$group" => Group(value.AsBsonDocument, before),
            _ => throw CommandException.NotImplemented($"the stage '{name}'"),
        };
    }

    private static IEnumerable<BsonDocument> Group(BsonDocument group, IEnumerable<BsonDocument> before)
    {
        var accumulators = group
            .Where(element => element.Name != "_id")
            .Select(element => (element.Name, Total: Accumulator(element.Value.AsBsonDocument)))
            .ToList();
        var groups = new SortedDictionary<BsonValue, List<BsonDocument>>(BsonOrder.Instance);
        foreach (var document in before)
        {
            var key = Value(group["_id"], document) ?? BsonNull.Value;
            if (!groups.TryGetValue(key, out var members))
            {
                groups.Add(key, members = []);
            }

            members.Add(document);
        }

        // As in MongoDB, the order of groups is undefined.
        return groups
            .Reverse()
            .Select(entry =>
                new BsonDocument("_id", entry.Key).AddRange(
                    accumulators.Select(accumulator => new BsonElement(accumulator.Name, accumulator.Total(entry.Value)))
                )
            );
    }

    private static Func<List<BsonDocument>, BsonValue> Accumulator(BsonDocument accumulator)
    {
        var (name, expression) = (accumulator.GetElement(0).Name, accumulator[0]);
        IEnumerable<BsonValue> Values(List<BsonDocument> members) => members.Select(member => Value(expression, member) ?? BsonNull.Value);
        List<BsonValue> Numbers(List<BsonDocument> members) => [.. Values(members).Where(value => value.IsNumeric)];
        List<BsonValue> Present(List<BsonDocument> members) => [.. Values(members).Where(value => !value.IsBsonNull)];
        return name switch
        {
            _ when accumulator.ElementCount != 1 => throw new CommandException(9, "An accumulator has one field."),
            "$sum" => members => Sum(Numbers(members)),
            "$avg" => members => Numbers(members) is { Count: > 0 } some ? some.Average(value => value.ToDouble()) : BsonNull.Value,
            "$stdDevSamp" => members => Deviation([.. Numbers(members).Select(value => value.ToDouble())]),
            "$first" => members => Values(members).First(),
            "$min" => members => Present(members).Min(BsonOrder.Instance) ?? BsonNull.Value,
            "$max" => members => Present(members).Max(BsonOrder.Instance) ?? BsonNull.Value,
            _ => throw CommandException.NotImplemented($"the accumulator '{name}'"),
        };
    }

    /// <summary>The sum has the widest type of its numbers, or a wider one when it overflows.</summary>
    private static BsonValue Sum(List<BsonValue> numbers)
    {
        if (numbers.Exists(number => number.IsDouble))
        {
            return numbers.Sum(number => number.ToDouble());
        }

        var sum = numbers.Sum(number => number.ToInt64());
        return numbers.Exists(number => number.IsInt64) || (int)sum != sum ? new BsonInt64(sum) : new BsonInt32((int)sum);
    }

    private static BsonValue Deviation(List<double> values)
    {
        if (values.Count < 2)
        {
            return BsonNull.Value;
        }

        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    /// <summary>Evaluates a field ("$a.b"), a plain value, or a document of these; null for a missing field.</summary>
    private static BsonValue? Value(BsonValue expression, BsonDocument document) =>
        expression switch
        {
            BsonString { Value: var path } when path.StartsWith('$') && !path.StartsWith("$$", StringComparison.Ordinal) => Paths.Find(
                document,
                path[1..]
            ),
            BsonDocument parts when parts.Names.All(name => !name.StartsWith('$')) => new BsonDocument(
                parts
                    .Select(part => (part.Name, Value: Value(part.Value, document)))
                    .Where(part => part.Value is not null)
                    .Select(part => new BsonElement(part.Name, part.Value))
            ),
            BsonNull or BsonString or BsonBoolean or { IsNumeric: true } => expression,
            _ => throw CommandException.NotImplemented($"the expression {expression}"),
        };
}
