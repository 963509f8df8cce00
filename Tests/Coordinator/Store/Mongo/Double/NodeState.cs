using System.Collections.Immutable;
using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>All that a node has stored at one moment, what it answered to retryable writes included.</summary>
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

/// <summary>What one statement of a write did. A null key: it inserted nothing by an upsert.</summary>
internal sealed record StatementOutcome(int Matched, int Modified, BsonValue? UpsertedId);
