using System.Collections.Immutable;
using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>
/// `insert`, `update` and `delete`: a batch of statements, each with its own outcome. An invalid statement refuses the whole command, and
/// nothing is applied.
/// </summary>
internal static class WriteCommand
{
    public const int LargestBatch = 100_000;

    public static BsonDocument Run(Node node, Request request)
    {
        var ordered = request.Fields.Boolean("ordered", otherwise: true);
        var statements = Parse(request);
        request.Finish();
        var retryable = Retryable(node, request);
        var state = node.State;
        var reply = new BsonDocument("n", 0);
        var errors = new BsonArray();
        var upserted = new BsonArray();
        var modified = 0;
        for (var index = 0; index < statements.Count && !(ordered && errors.Count > 0); index++)
        {
            try
            {
                if (retryable?.Applied.GetValueOrDefault(index) is not { } outcome)
                {
                    (var collection, outcome) = statements[index](state.Collection(request.Collection));
                    state = state.With(collection);
                    retryable = retryable is null ? null : retryable with { Applied = retryable.Applied.Add(index, outcome) };
                }

                reply["n"] = reply["n"].AsInt32 + outcome.Matched;
                modified += outcome.Modified;
                if (outcome.UpsertedId is { } id)
                {
                    upserted.Add(new BsonDocument { { "index", index }, { "_id", id } });
                }
            }
            catch (CommandException error) when (error.OfStatement)
            {
                errors.Add(error.WriteError(index));
            }
        }

        node.State = retryable is null ? state : state with { Retryable = state.Retryable.SetItem(request.Session!, retryable) };
        reply.Add("nModified", modified, request.Name == "update");
        reply.Add("upserted", upserted, upserted.Count > 0);
        return reply.Add("writeErrors", errors, errors.Count > 0);
    }

    /// <summary>The part of the session's write with this number that is already applied; null when the write has no number.</summary>
    private static RetryableWrite? Retryable(Node node, Request request)
    {
        if (request.TransactionNumber is not { } number)
        {
            return null;
        }

        if (!node.IsOfSet || request.Session is null)
        {
            throw new CommandException(20, "Transaction numbers are only allowed on a replica set member, within a session.");
        }

        var newest = node.State.Retryable.GetValueOrDefault(request.Session);
        return newest?.Number > number
                ? throw new CommandException(225, $"The session has begun the write {newest.Number}; {number} is too old.")
            : newest?.Number == number ? newest
            : new RetryableWrite(number, ImmutableDictionary<int, StatementOutcome>.Empty);
    }

    private static List<Func<StoredCollection, (StoredCollection, StatementOutcome)>> Parse(Request request)
    {
        var given = request.Fields.Array(
            request.Name switch
            {
                "insert" => "documents",
                "update" => "updates",
                _ => "deletes",
            }
        );
        return given.Count is 0 or > LargestBatch
            ? throw new CommandException(16, $"A batch has 1 to {LargestBatch} statements, not {given.Count}.")
            : given
                .Select(statement => statement.AsBsonDocument)
                .Select(statement =>
                    request.Name switch
                    {
                        "insert" => Insert(statement),
                        "update" => Update(statement),
                        _ => Delete(statement),
                    }
                )
                .ToList();
    }

    private static Func<StoredCollection, (StoredCollection, StatementOutcome)> Insert(BsonDocument document)
    {
        if (document.Names.FirstOrDefault(name => name.StartsWith('$')) is { } refused)
        {
            throw CommandException.NotImplemented($"fields like '{refused}'");
        }

        var keyed = document.Contains("_id") ? document : new BsonDocument("_id", ObjectId.GenerateNewId()).Merge(document);
        return collection => (collection.Insert(keyed), new StatementOutcome(1, 0, null));
    }

    private static Func<StoredCollection, (StoredCollection, StatementOutcome)> Update(BsonDocument statement)
    {
        var fields = new Fields("an update", statement);
        var multi = fields.Boolean("multi");
        var upsert = fields.Boolean("upsert");
        var filter = new Filter(fields.Required("q").AsBsonDocument);
        var update = new Update(fields.Required("u"), multi);
        fields.Finish();
        return collection =>
        {
            var found = collection.Matching(filter).Take(multi ? int.MaxValue : 1).ToList();
            if (found.Count == 0 && upsert)
            {
                var created = update.Create(filter);
                return (collection.Insert(created), new StatementOutcome(1, 0, created["_id"]));
            }

            var changes = found.Select(old => (Old: old, New: update.Apply(old))).Where(change => change.Old != change.New).ToList();
            collection = changes.Aggregate(collection, (before, change) => before.Replace(change.Old, change.New));
            return (collection, new StatementOutcome(found.Count, changes.Count, null));
        };
    }

    private static Func<StoredCollection, (StoredCollection, StatementOutcome)> Delete(BsonDocument statement)
    {
        var fields = new Fields("a delete", statement);
        var filter = new Filter(fields.Required("q").AsBsonDocument);
        var limit = fields.Required("limit").ToInt32();
        fields.Finish();
        return collection =>
        {
            var found = collection.Matching(filter).Take(limit == 1 ? 1 : int.MaxValue).ToList();
            return (found.Aggregate(collection, (before, old) => before.Remove(old)), new StatementOutcome(found.Count, 0, null));
        };
    }
}
