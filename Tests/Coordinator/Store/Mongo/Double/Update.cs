using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>A replacement document, or `$set` and `$setOnInsert`; every other update is refused.</summary>
internal sealed class Update
{
    private readonly BsonDocument _document;
    private readonly BsonDocument _onInsert;

    public Update(BsonValue update, bool multi)
    {
        var given = update as BsonDocument ?? throw CommandException.NotImplemented("updates by a pipeline");
        var operators = given.Names.Where(name => name.StartsWith('$')).ToList();
        IsReplacement = operators.Count == 0;
        if (operators.Find(name => name is not ("$set" or "$setOnInsert")) is { } refused)
        {
            throw CommandException.NotImplemented($"the update operator '{refused}'");
        }

        if (IsReplacement ? multi : operators.Count != given.ElementCount)
        {
            throw new CommandException(9, "A replacement cannot be of many documents, nor have operators.");
        }

        _document = IsReplacement ? given : given.GetValue("$set", new BsonDocument()).AsBsonDocument;
        _onInsert = IsReplacement ? [] : given.GetValue("$setOnInsert", new BsonDocument()).AsBsonDocument;
        string[] paths = IsReplacement ? [] : [.. _document.Names, .. _onInsert.Names];
        if (paths.FirstOrDefault(path => paths.Count(other => other == path || other.StartsWith(path + '.')) > 1) is { } twice)
        {
            throw new CommandException(40, $"The path '{twice}' is set twice.");
        }
    }

    private bool IsReplacement { get; }

    /// <summary>The changed document, under its existing key.</summary>
    public BsonDocument Apply(BsonDocument old)
    {
        var changed = IsReplacement
            ? new BsonDocument("_id", old["_id"]).Merge(_document, overwriteExistingElements: true)
            : Set(old, _document);
        return changed["_id"] == old["_id"]
            ? changed
            : throw CommandException.BadStatement(66, "The immutable field '_id' would be changed.");
    }

    /// <summary>The document that an upsert inserts when none matches.</summary>
    public BsonDocument Create(Filter filter)
    {
        var equal = new BsonDocument();
        foreach (var (path, operand) in filter.Equalities.Where(equality => !IsReplacement || equality.Path == "_id"))
        {
            Paths.Set(equal, path, operand);
        }

        var id =
            equal.GetValue("_id", null) ?? _document.GetValue("_id", null) ?? _onInsert.GetValue("_id", null) ?? ObjectId.GenerateNewId();
        return Apply(Set(new BsonDocument("_id", id).Merge(equal), _onInsert));
    }

    private static BsonDocument Set(BsonDocument old, BsonDocument values)
    {
        var changed = old.DeepClone().AsBsonDocument;
        foreach (var (path, value) in values.Select(element => (element.Name, element.Value)))
        {
            Paths.Set(changed, path, value);
        }

        return changed;
    }
}
