using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>A document whose fields must all be consumed: an unimplemented field is refused, so that nothing passes by luck.</summary>
internal sealed class Fields(string owner, BsonDocument document)
{
    private readonly HashSet<string> _asked = [];

    public BsonValue? Optional(string name)
    {
        _asked.Add(name);
        return document.GetValue(name, null);
    }

    public BsonValue Required(string name) => Optional(name) ?? throw new CommandException(9, $"{owner} lacks the field '{name}'.");

    public BsonDocument Document(string name) => Optional(name)?.AsBsonDocument ?? [];

    public BsonArray Array(string name) => Required(name).AsBsonArray;

    public bool Boolean(string name, bool otherwise = false) => Optional(name)?.ToBoolean() ?? otherwise;

    /// <summary>Not negative. Zero also stands for an absent field.</summary>
    public int Count(string name)
    {
        var count = Optional(name)?.ToInt32() ?? 0;
        return count >= 0 ? count : throw new CommandException(2, $"The field '{name}' of {owner} is below zero.");
    }

    /// <summary>Accepts an optional field only with this value.</summary>
    public void Only(string name, BsonValue value)
    {
        if (Optional(name) is { } said && said != value)
        {
            throw CommandException.NotImplemented($"the value {said} of the field '{name}' of {owner}");
        }
    }

    public void Finish()
    {
        if (document.Names.FirstOrDefault(name => !_asked.Contains(name)) is { } unknown)
        {
            throw CommandException.NotImplemented($"the field '{unknown}' of {owner}");
        }
    }
}
