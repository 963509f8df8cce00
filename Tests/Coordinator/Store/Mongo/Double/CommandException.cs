using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>
/// An error reply with MongoDB's code. An error of one statement is listed among a command's write errors; any other is the whole reply.
/// </summary>
internal sealed class CommandException(int code, string message, BsonDocument? details = null, bool ofStatement = false)
    : Exception(message)
{
    /// <summary>The codes after which MongoDB lets a client repeat a retryable write.</summary>
    private static readonly int[] _retryable = [6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436];

    public int Code => code;

    public bool OfStatement => ofStatement;

    public static CommandException NotImplemented(string what) => new(9, $"The protocol double does not implement {what}.");

    public static CommandException BadStatement(int code, string message) => new(code, message, ofStatement: true);

    public static CommandException DuplicateKey(string collection, string index, BsonDocument pattern, BsonDocument key) =>
        new(
            11000,
            $"E11000 duplicate key error collection: {collection} index: {index} dup key: {key}",
            new BsonDocument { { "keyPattern", pattern }, { "keyValue", key } },
            ofStatement: true
        );

    public static string NameOf(int code) =>
        code switch
        {
            2 => "BadValue",
            9 => "FailedToParse",
            13 => "Unauthorized",
            16 => "InvalidLength",
            18 => "AuthenticationFailed",
            20 => "IllegalOperation",
            26 => "NamespaceNotFound",
            28 => "PathNotViable",
            40 => "ConflictingUpdateOperators",
            43 => "CursorNotFound",
            50 => "MaxTimeMSExpired",
            59 => "CommandNotFound",
            64 => "WriteConcernFailed",
            66 => "ImmutableField",
            85 => "IndexOptionsConflict",
            86 => "IndexKeySpecsConflict",
            91 => "ShutdownInProgress",
            100 => "UnsatisfiableWriteConcern",
            189 => "PrimarySteppedDown",
            225 => "TransactionTooOld",
            10107 => "NotWritablePrimary",
            10334 => "BSONObjectTooLarge",
            11000 => "DuplicateKey",
            11600 => "InterruptedAtShutdown",
            11602 => "InterruptedDueToReplStateChange",
            13435 => "NotPrimaryNoSecondaryOk",
            _ => $"Location{code}",
        };

    public BsonDocument Reply(Request request)
    {
        var reply = new BsonDocument
        {
            { "ok", 0.0 },
            { "errmsg", Message },
            { "code", code },
            { "codeName", NameOf(code) },
        };
        if (request.Command.Contains("txnNumber") && _retryable.Contains(code))
        {
            reply["errorLabels"] = new BsonArray { "RetryableWriteError" };
        }

        return reply.Merge(details ?? []);
    }

    public BsonDocument WriteError(int index) =>
        new BsonDocument
        {
            { "index", index },
            { "code", code },
            { "errmsg", Message },
        }.Merge(details ?? []);

    public static BsonDocument WriteConcernError(int code)
    {
        var error = new BsonDocument
        {
            { "code", code },
            { "codeName", NameOf(code) },
            { "errmsg", "The protocol double says so." },
        };
        return code == 64 ? error.Add("errInfo", new BsonDocument("wtimeout", true)) : error;
    }
}
