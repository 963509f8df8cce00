using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>One received command, with the fields that all commands share.</summary>
internal sealed class Request(int id, BsonDocument command, bool isQuery)
{
    public int Id => id;

    public BsonDocument Command => command;

    /// <summary>The first `hello` of a connection may arrive as OP_QUERY and then needs an OP_REPLY.</summary>
    public bool IsQuery => isQuery;

    public string Name { get; } = command.GetElement(0).Name;

    public Fields Fields { get; } = new($"the command '{command.GetElement(0).Name}'", command);

    public string Database => command.GetValue("$db", "admin").AsString;

    /// <summary>The collection's full name with its database. Empty for a command without a collection.</summary>
    public string Collection => (command.GetValue("collection", null) ?? command[0]) is BsonString name ? $"{Database}.{name.Value}" : "";

    public BsonValue? Session => command.GetValue("lsid", null)?["id"];

    public long? TransactionNumber => command.GetValue("txnNumber", null)?.ToInt64();

    public bool IsWrite => Name is "insert" or "update" or "delete" or "createIndexes" or "drop" or "dropDatabase";

    public bool ReadsMajority { get; private set; }

    public bool TakesSecondary => command.GetValue("$readPreference", null) is BsonDocument preference && preference["mode"] != "primary";

    /// <summary>All of the ledger's writes wait for the majority and its journals; a write that does not is a bug of the adapter.</summary>
    public void DemandMajority()
    {
        var fields = new Fields("the write concern", Fields.Document("writeConcern"));
        if (fields.Optional("w") != "majority" || !fields.Boolean("j"))
        {
            throw new CommandException(
                9,
                $"The protocol double demands w: majority and j: true; '{Name}' has {Fields.Document("writeConcern")}."
            );
        }

        fields.Count("wtimeout");
        fields.Finish();
        if (Name is "insert" or "update" or "delete")
        {
            Fields.Optional("txnNumber");
        }
    }

    public void TakeReadConcern()
    {
        var fields = new Fields("the read concern", Fields.Document("readConcern"));
        ReadsMajority = (fields.Optional("level")?.AsString ?? "local") switch
        {
            "majority" => true,
            "local" => false,
            var level => throw CommandException.NotImplemented($"the read concern '{level}'"),
        };
        fields.Finish();
    }

    /// <summary>Refuses fields that were not consumed.</summary>
    public void Finish()
    {
        Fields.Required(Name);
        Fields.Optional("$db");
        Fields.Optional("lsid");
        var preference = new Fields("the read preference", Fields.Document("$readPreference"));
        if ((preference.Optional("mode")?.AsString ?? "primary") is not ("primary" or "primaryPreferred") and var mode)
        {
            throw CommandException.NotImplemented($"the read preference '{mode}'");
        }

        preference.Finish();
        Fields.Finish();
    }
}
