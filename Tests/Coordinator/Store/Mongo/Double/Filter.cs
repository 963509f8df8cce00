using System.Collections.Immutable;
using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Conditions that must all hold. Disjunctions, negations, expressions and comparisons with whole arrays are refused.</summary>
internal sealed class Filter
{
    private readonly List<Condition> _conditions = [];

    public Filter(BsonDocument filter)
    {
        foreach (var (path, value) in filter.Select(element => (element.Name, element.Value)))
        {
            Condition.Refuse(path.StartsWith('$'), $"the filter operator '{path}'");
            _conditions.AddRange(
                value is BsonDocument { ElementCount: > 0 } operators && operators.GetElement(0).Name.StartsWith('$')
                    ? operators.Select(element => new Condition(path, element.Name, element.Value))
                    : [new Condition(path, "$eq", value)]
            );
        }
    }

    /// <summary>The keys of the only documents that can match; null when the filter does not limit the keys.</summary>
    public IEnumerable<BsonValue>? Ids => _conditions.Find(condition => condition is { Path: "_id", Choices: not null })?.Choices;

    /// <summary>The fields of a document that an upsert creates from the filter.</summary>
    public IEnumerable<(string Path, BsonValue Operand)> Equalities =>
        _conditions.Where(condition => condition.Operator == "$eq").Select(condition => (condition.Path, condition.Operand));

    public bool Matches(BsonDocument document) => _conditions.TrueForAll(condition => condition.Holds(document));

    private sealed class Condition
    {
        public Condition(string path, string name, BsonValue operand)
        {
            (Path, Operator, Operand) = (path, name, operand);
            Refuse(name is not ("$eq" or "$lt" or "$lte" or "$gt" or "$gte" or "$in"), $"the filter operator '{name}'");
            var operands = name == "$in" ? operand.AsBsonArray : [operand];
            Refuse(operands.Any(value => value is BsonArray), $"the comparison of '{path}' with an array");
            Choices = name is "$eq" or "$in" ? operands.ToImmutableSortedSet(BsonOrder.Instance) : null;

            // Checks the kind of a single choice too, which is never compared.
            operands.ToList().ForEach(value => BsonOrder.Kind(value));
        }

        public string Path { get; }

        public string Operator { get; }

        public BsonValue Operand { get; }

        /// <summary>The values of which one must be present; null for a range.</summary>
        public ImmutableSortedSet<BsonValue>? Choices { get; }

        public static void Refuse(bool refused, string what)
        {
            if (refused)
            {
                throw CommandException.NotImplemented(what);
            }
        }

        /// <summary>An element of an array matches like a plain value; ranges over arrays are refused.</summary>
        public bool Holds(BsonDocument document) =>
            Choices is not null ? Paths.Values(document, Path).Any(Choices.Contains) : IsWithin(Paths.Key(document, Path));

        private bool IsWithin(BsonValue value)
        {
            if (BsonOrder.Kind(value) != BsonOrder.Kind(Operand) || IsNaN(value) != IsNaN(Operand))
            {
                return false;
            }

            var order = BsonOrder.Instance.Compare(value, Operand);
            return Operator switch
            {
                "$lt" => order < 0,
                "$lte" => order <= 0,
                "$gt" => order > 0,
                _ => order >= 0,
            };
        }

        /// <summary>NaN sorts below every number, yet it is neither less nor greater than one.</summary>
        private static bool IsNaN(BsonValue value) => value is BsonDouble { Value: double.NaN };
    }
}
