using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>One server's storage and its answers to commands. Not safe for concurrent use.</summary>
internal sealed class Node(string address, bool isOfSet)
{
    private int _connections;

    /// <summary>The node's own storage. On a member of a set it may be rolled back.</summary>
    public NodeState State { get; set; } = NodeState.Empty;

    /// <summary>The state that the node knows to be on a majority; reads with the concern `majority` see it.</summary>
    public NodeState Committed { get; set; } = NodeState.Empty;

    public Cursors Cursors { get; } = new();

    public bool IsOfSet => isOfSet;

    public bool IsPrimary { get; set; } = true;

    /// <summary>The number of the election by which the node last became primary.</summary>
    public int Term { get; set; } = 1;

    /// <summary>All members as clients see them; empty when there is no set.</summary>
    public IReadOnlyList<string> Members { get; set; } = [];

    public BsonDocument Run(Request request)
    {
        var reply = request.Name switch
        {
            "hello" or "isMaster" or "ismaster" => Hello(request),
            "ping" => Nothing(request),
            "endSessions" => Nothing(request),
            "find" => Reading(request, ReadCommands.Find),
            "aggregate" => Reading(request, ReadCommands.Aggregate),
            "getMore" => ReadCommands.GetMore(this, request),
            "killCursors" => ReadCommands.KillCursors(this, request),
            "listCollections" => Reading(request, ReadCommands.ListCollections),
            "insert" or "update" or "delete" => Writing(request, WriteCommand.Run),
            "createIndexes" => Writing(request, DefinitionCommands.CreateIndexes),
            "drop" => Writing(request, DefinitionCommands.Drop),
            "dropDatabase" => Writing(request, DefinitionCommands.DropDatabase),
            "saslStart" => throw new CommandException(18, "Authentication failed."),
            var name => throw new CommandException(59, $"The protocol double does not implement the command '{name}'."),
        };
        return reply.Add("ok", 1.0);
    }

    public NodeState View(Request request) => request.ReadsMajority ? Committed : State;

    private BsonDocument Writing(Request request, Func<Node, Request, BsonDocument> run)
    {
        request.DemandMajority();
        return IsPrimary ? run(this, request) : throw new CommandException(10107, "This node is not the primary.");
    }

    private BsonDocument Reading(Request request, Func<Node, Request, BsonDocument> run)
    {
        request.TakeReadConcern();
        return IsPrimary || request.TakesSecondary
            ? run(this, request)
            : throw new CommandException(13435, "This node is not the primary, and the read does not take a secondary.");
    }

    private static BsonDocument Nothing(Request request)
    {
        request.Finish();
        return [];
    }

    private BsonDocument Hello(Request request)
    {
        request.Fields.Only("helloOk", true);
        request.Fields.Only("compression", new BsonArray());
        request.Fields.Optional("client");
        request.Fields.Optional("backpressure");
        // The double knows no users; a client that authenticates is refused at saslStart.
        request.Fields.Optional("saslSupportedMechs");
        request.Fields.Optional("speculativeAuthenticate");
        request.Finish();
        var reply = new BsonDocument
        {
            { "helloOk", true },
            { request.Name == "hello" ? "isWritablePrimary" : "ismaster", IsPrimary },
            { "maxBsonObjectSize", StoredCollection.LargestDocument },
            { "maxMessageSizeBytes", Message.Largest },
            { "maxWriteBatchSize", WriteCommand.LargestBatch },
            { "logicalSessionTimeoutMinutes", 30 },
            { "minWireVersion", 0 },
            { "maxWireVersion", 21 },
            { "readOnly", false },
            { "connectionId", ++_connections },
        };
        if (isOfSet)
        {
            reply.AddRange(
                new BsonDocument
                {
                    { "setName", ProtocolDoubleSet.Name },
                    { "setVersion", 1 },
                    { "secondary", !IsPrimary },
                    { "hosts", new BsonArray(Members) },
                    { "me", address },
                }
            );
            reply.Add("electionId", new ObjectId($"7fffffff{Term:x16}"), IsPrimary);
            reply.Add("primary", address, IsPrimary);
        }

        return reply;
    }
}
