using MongoDB.Bson;
using MongoDB.Driver;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>The double refuses what it does not implement.</summary>
public sealed class ProtocolDoubleRefusalTests : IAsyncDisposable
{
    private const string Majority = "writeConcern: { w: 'majority', j: true }";

    private readonly ProtocolDouble _double = new();
    private readonly DoubleClient _client;

    public ProtocolDoubleRefusalTests() => _client = new DoubleClient(_double.ConnectionString);

    [Theory]
    [InlineData("{ count: 'log' }", 59, "'count'")]
    [InlineData("{ findAndModify: 'log' }", 59, "'findAndModify'")]
    [InlineData("{ find: 'log', hint: 'a' }", 9, "'hint'")]
    [InlineData("{ find: 'log', maxTimeMS: 5 }", 9, "'maxTimeMS'")]
    [InlineData("{ find: 'log', filter: { $or: [{ a: 1 }] } }", 9, "'$or'")]
    [InlineData("{ find: 'log', filter: { a: { $ne: 1 } } }", 9, "'$ne'")]
    [InlineData("{ find: 'log', filter: { a: { $gt: 1, $exists: true } } }", 9, "'$exists'")]
    [InlineData("{ find: 'log', filter: { a: /x/ } }", 9, "RegularExpression")]
    [InlineData("{ find: 'log', filter: { a: [1] } }", 9, "array")]
    [InlineData("{ find: 'log', filter: { b: { $lt: 1 } } }", 9, "arrays")]
    [InlineData("{ find: 'log', filter: { 'b.c': { $gte: 1 } } }", 9, "arrays")]
    [InlineData("{ find: 'log', sort: { b: 1 } }", 9, "arrays")]
    [InlineData("{ find: 'log', sort: { a: 'text' } }", 9, "direction")]
    [InlineData("{ find: 'log', projection: { a: 0, b: 1 } }", 2, "projection")]
    [InlineData("{ find: 'log', projection: { 'a.c': 1 } }", 9, "projection")]
    [InlineData("{ find: 'log', projection: { a: '$b' } }", 9, "projection")]
    [InlineData("{ find: 'log', readConcern: { level: 'linearizable' } }", 9, "'linearizable'")]
    [InlineData("{ find: 'log', readConcern: { level: 'majority', afterClusterTime: 1 } }", 9, "'afterClusterTime'")]
    [InlineData("{ find: 'log', skip: -1 }", 2, "'skip'")]
    [InlineData("{ getMore: NumberLong(17), collection: 'log' }", 43, "17")]
    [InlineData("{ aggregate: 'log', pipeline: [{ $lookup: { } }], cursor: { } }", 9, "'$lookup'")]
    [InlineData("{ aggregate: 'log', pipeline: [{ $group: { _id: 1, x: { $push: '$a' } } }], cursor: { } }", 9, "'$push'")]
    [InlineData("{ aggregate: 'log', pipeline: [{ $group: { _id: { $year: '$a' } } }], cursor: { } }", 9, "$year")]
    [InlineData("{ aggregate: 'log', pipeline: [], cursor: { }, explain: true }", 9, "'explain'")]
    [InlineData("{ insert: 'log', documents: [{ _id: 2 }] }", 9, "majority")]
    [InlineData("{ insert: 'log', documents: [{ _id: 2 }], writeConcern: { w: 'majority' } }", 9, "majority")]
    [InlineData("{ insert: 'log', documents: [{ _id: 2 }], writeConcern: { w: 1, j: true } }", 9, "majority")]
    [InlineData("{ insert: 'log', documents: [], " + Majority + " }", 16, "batch")]
    [InlineData(
        "{ insert: 'log', documents: [{ _id: 2 }], bypassDocumentValidation: true, " + Majority + " }",
        9,
        "'bypassDocumentValidation'"
    )]
    [InlineData("{ insert: 'log', documents: [{ _id: 2, $a: 1 }], " + Majority + " }", 9, "'$a'")]
    [InlineData("{ insert: 'log', documents: [{ _id: 2 }], txnNumber: NumberLong(1), " + Majority + " }", 20, "retryable writes")]
    [InlineData("{ update: 'log', updates: [{ q: { }, u: { $inc: { a: 1 } } }], " + Majority + " }", 9, "'$inc'")]
    [InlineData("{ update: 'log', updates: [{ q: { }, u: [{ $set: { a: 1 } }] }], " + Majority + " }", 9, "pipeline")]
    [InlineData("{ update: 'log', updates: [{ q: { }, u: { a: 1 }, multi: true }], " + Majority + " }", 9, "many")]
    [InlineData("{ update: 'log', updates: [{ q: { }, u: { $set: { a: 1 } }, arrayFilters: [] }], " + Majority + " }", 9, "'arrayFilters'")]
    [InlineData("{ update: 'log', updates: [{ q: { }, u: { $set: { a: 1, 'a.b': 1 } } }], " + Majority + " }", 40, "twice")]
    [InlineData("{ update: 'log', updates: [{ q: { }, u: { $set: { a: 1 }, $setOnInsert: { a: 2 } } }], " + Majority + " }", 40, "twice")]
    [InlineData("{ update: 'log', updates: [{ q: { }, u: { $set: { a: 1 }, a: 2 } }], " + Majority + " }", 9, "operators")]
    [InlineData("{ update: 'log', updates: [{ q: { }, u: { $set: { 'b.0': 1 } } }], " + Majority + " }", 9, "arrays")]
    [InlineData("{ delete: 'log', deletes: [{ q: { }, limit: 0, collation: { } }], " + Majority + " }", 9, "'collation'")]
    [InlineData(
        "{ createIndexes: 'log', indexes: [{ key: { a: 1 }, name: 'a', sparse: true, unique: true }], " + Majority + " }",
        9,
        "sparse"
    )]
    [InlineData(
        "{ createIndexes: 'log', indexes: [{ key: { a: 1 }, name: 'a', expireAfterSeconds: 1 }], " + Majority + " }",
        9,
        "'expireAfterSeconds'"
    )]
    [InlineData("{ createIndexes: 'log', indexes: [{ key: { a: 'hashed' }, name: 'a' }], " + Majority + " }", 9, "direction")]
    [InlineData("{ drop: 'other', " + Majority + " }", 26, "ns not found")]
    public async Task RunCommand_NotImplemented_IsRefusedAndChangesNothing(string command, int code, string named)
    {
        await _client.Log.InsertOneAsync(
            BsonDocument.Parse("{ _id: 1, a: 1, b: [1] }"),
            cancellationToken: TestContext.Current.CancellationToken
        );

        var refused = await Assert.ThrowsAnyAsync<MongoCommandException>(() =>
            _client.Database.RunCommandAsync<BsonDocument>(command, cancellationToken: TestContext.Current.CancellationToken)
        );

        Assert.Equal(code, refused.Code);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Equal("[{ \"_id\" : 1, \"a\" : 1, \"b\" : [1] }]", new BsonArray(_double.Documents("ledger", "log")).ToString());
    }

    [Fact]
    public async Task RunCommand_MoreStatementsThanABatchTakes_IsRefused()
    {
        var command = BsonDocument.Parse("{ insert: 'log', documents: [], " + Majority + " }");
        command["documents"] = new BsonArray(Enumerable.Range(0, 100_001).Select(key => new BsonDocument("_id", key)));

        var refused = await Assert.ThrowsAsync<MongoCommandException>(() =>
            _client.Database.RunCommandAsync<BsonDocument>(command, cancellationToken: TestContext.Current.CancellationToken)
        );

        Assert.Equal(16, refused.Code);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _double.DisposeAsync();
    }
}
