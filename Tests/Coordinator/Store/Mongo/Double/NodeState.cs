using System.Collections.Immutable;
using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Everything that a node has stored at one moment, including its answers to retryable writes.</summary>
internal sealed record NodeState(
    ImmutableSortedDictionary<string, StoredCollection> Collections,
    ImmutableDictionary<BsonValue, RetryableWrite> Retryable
)
{
    public static NodeState Empty { get; } =
        new(
            ImmutableSortedDictionary.Create<string, StoredCollection>(StringComparer.Ordinal),
            ImmutableDictionary<BsonValue, RetryableWrite>.Empty
        );

    public StoredCollection Collection(string name) => Collections.GetValueOrDefault(name) ?? new StoredCollection(name);

    public NodeState With(StoredCollection collection) => this with { Collections = Collections.SetItem(collection.Name, collection) };
}

/// <summary>The newest retryable write of a session, with the outcome of each of its statements that was applied.</summary>
internal sealed record RetryableWrite(long Number, ImmutableDictionary<int, StatementOutcome> Applied);

/// <summary>The effect of one statement of a write. A null key means that no upsert inserted a document.</summary>
internal sealed record StatementOutcome(int Matched, int Modified, BsonValue? UpsertedId);
