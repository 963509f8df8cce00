using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Aggregations. The expected values were computed by hand.</summary>
public sealed class ProtocolDoubleAggregateTests : IAsyncDisposable
{
    private static readonly string[] _trials =
    [
        "{ m: 'a', v: 2 }",
        "{ m: 'a', v: 3 }",
        "{ m: 'a', v: 4 }",
        "{ m: 'b', v: 0.5 }",
        "{ m: 'c' }",
    ];

    private readonly ProtocolDouble _double = new();
    private readonly DoubleClient _client;

    public ProtocolDoubleAggregateTests() => _client = new DoubleClient(_double.ConnectionString);

    [Theory]
    [InlineData(
        "[{ $group: { _id: '$m', n: { $sum: 1 }, x: { $sum: '$v' }, mean: { $avg: '$v' }, s: { $stdDevSamp: '$v' } } }, { $sort: { _id: 1 } }]",
        "[{ _id: 'a', n: 3, x: 9, mean: 3.0, s: 1.0 }, { _id: 'b', n: 1, x: 0.5, mean: 0.5, s: null }, { _id: 'c', n: 1, x: 0, mean: null, s: null }]"
    )]
    [InlineData(
        "[{ $sort: { v: -1 } }, { $group: { _id: { mode: '$m' }, best: { $first: '$v' }, low: { $min: '$v' }, high: { $max: '$v' } } }, { $sort: { '_id.mode': 1 } }, { $limit: 2 }]",
        "[{ _id: { mode: 'a' }, best: 4, low: 2, high: 4 }, { _id: { mode: 'b' }, best: 0.5, low: 0.5, high: 0.5 }]"
    )]
    [InlineData(
        "[{ $match: { v: { $gt: 1 } } }, { $sort: { v: 1 } }, { $skip: 1 }, { $group: { _id: null, n: { $sum: 1 }, v: { $first: '$v' } } }]",
        "[{ _id: null, n: 2, v: 3 }]"
    )]
    public async Task Aggregate_Stages_ReturnsTheGroups(string stages, string expected)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await _client.Log.InsertManyAsync(_trials.Select(BsonDocument.Parse), cancellationToken: cancellation);
        var pipeline = BsonSerializer.Deserialize<BsonArray>(stages).Select(stage => stage.AsBsonDocument).ToArray();

        using var cursor = await _client.Log.AggregateAsync<BsonDocument>(pipeline, cancellationToken: cancellation);

        Assert.Equal(
            BsonSerializer.Deserialize<BsonArray>(expected).ToString(),
            new BsonArray(await cursor.ToListAsync(cancellation)).ToString()
        );
    }

    [Fact]
    public async Task CountDocuments_Filter_CountsMatches()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await _client.Log.InsertManyAsync(
            Enumerable.Range(0, 150).Select(key => new BsonDocument("_id", key)),
            cancellationToken: cancellation
        );

        Assert.Equal(110, await _client.Log.CountDocumentsAsync("{ _id: { $gte: 40 } }", cancellationToken: cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _double.DisposeAsync();
    }
}
