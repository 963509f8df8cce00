using MongoDB.Bson;
using MongoDB.Driver;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Batches of writes, their errors, and the indexes that cause these errors.</summary>
public sealed class ProtocolDoubleBulkTests : IAsyncDisposable
{
    private static readonly int[] _twoTaken = [1, 2, 2, 3, 1, 4];
    private static readonly int[] _keys = [1, 2, 3];

    private readonly ProtocolDouble _double = new();
    private readonly DoubleClient _client;

    public ProtocolDoubleBulkTests() => _client = new DoubleClient(_double.ConnectionString);

    private IMongoCollection<BsonDocument> Log => _client.Log;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "1 2", "2")]
    [InlineData(false, "1 2 3 4", "2 4")]
    public async Task BulkWrite_SomeKeysTaken_StopsAtTheFirstOnlyIfOrdered(bool ordered, string stored, string failed)
    {
        var refused = await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() =>
            Log.InsertManyAsync(
                _twoTaken.Select(key => new BsonDocument("_id", key)),
                new InsertManyOptions { IsOrdered = ordered },
                Cancellation
            )
        );

        Assert.Equal(stored, string.Join(' ', _double.Documents("ledger", "log").Select(document => document["_id"])));
        Assert.Equal(failed, string.Join(' ', refused.WriteErrors.Select(error => error.Index)));
        Assert.All(refused.WriteErrors, error => Assert.Equal((11000, ServerErrorCategory.DuplicateKey), (error.Code, error.Category)));
    }

    [Fact]
    public async Task BulkWrite_UnorderedGuardedReplacements_KeepsNewerDocuments()
    {
        await Log.InsertManyAsync(
            [BsonDocument.Parse("{ _id: 1, r: 3 }"), BsonDocument.Parse("{ _id: 2, r: 9 }")],
            cancellationToken: Cancellation
        );

        var refused = await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() =>
            Log.BulkWriteAsync(
                _keys.Select(key => new ReplaceOneModel<BsonDocument>(
                    new BsonDocument { { "_id", key }, { "r", new BsonDocument("$lt", 5) } },
                    new BsonDocument { { "_id", key }, { "r", 5 } }
                )
                {
                    IsUpsert = true,
                }),
                new BulkWriteOptions { IsOrdered = false },
                Cancellation
            )
        );

        Assert.Equal(1, Assert.Single(refused.WriteErrors).Index);
        Assert.Equal((1, 1, 2), (refused.Result.MatchedCount, refused.Result.ModifiedCount, Assert.Single(refused.Result.Upserts).Index));
        Assert.Equal("5 9 5", string.Join(' ', _double.Documents("ledger", "log").Select(document => document["r"])));
    }

    [Fact]
    public async Task Insert_KeyOfAUniqueIndexTaken_NamesIndexAndKey()
    {
        await UniqueAsync("{ a: 1, 'b.c': -1 }");
        await Log.InsertOneAsync(BsonDocument.Parse("{ _id: 1, a: 1, b: { c: 2 } }"), cancellationToken: Cancellation);
        await Log.InsertOneAsync(BsonDocument.Parse("{ _id: 2, a: 1 }"), cancellationToken: Cancellation);

        var reply = await _client.Database.RunCommandAsync<BsonDocument>(
            "{ insert: 'log', documents: [{ _id: 3, a: 1.0, b: { c: 2 } }], writeConcern: { w: 'majority', j: true } }",
            cancellationToken: Cancellation
        );

        var error = Assert.Single(reply["writeErrors"].AsBsonArray);
        Assert.Equal((0, 0, 11000), (reply["n"], error["index"], error["code"]));
        Assert.Equal(BsonDocument.Parse("{ a: 1, 'b.c': -1 }"), error["keyPattern"]);
        Assert.Equal(BsonDocument.Parse("{ a: 1.0, 'b.c': 2 }"), error["keyValue"]);
        Assert.Contains("ledger.log index: a_1_b.c_-1 dup key", error["errmsg"].AsString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_KeyOfAUniqueIndexFreed_CanBeTakenAgain()
    {
        await UniqueAsync("{ a: 1 }");
        await Log.InsertManyAsync(
            [BsonDocument.Parse("{ _id: 1, a: 1 }"), BsonDocument.Parse("{ _id: 2, a: 2 }")],
            cancellationToken: Cancellation
        );

        await Assert.ThrowsAsync<MongoWriteException>(() => SetAsync(2, 1));
        await SetAsync(1, 3);
        await SetAsync(2, 1);
        await Log.DeleteOneAsync("{ _id: 1 }", Cancellation);
        await Log.InsertOneAsync(BsonDocument.Parse("{ _id: 4, a: 3 }"), cancellationToken: Cancellation);

        Assert.Equal(
            "2:1 4:3",
            string.Join(' ', _double.Documents("ledger", "log").Select(document => $"{document["_id"]}:{document["a"]}"))
        );
    }

    [Fact]
    public async Task CreateIndexes_SameAgain_ChangesNothing()
    {
        await UniqueAsync("{ a: 1 }");
        await UniqueAsync("{ a: 1 }");
        var other = await Assert.ThrowsAsync<MongoCommandException>(() =>
            Log.Indexes.CreateOneAsync(
                new CreateIndexModel<BsonDocument>("{ a: 1 }", new CreateIndexOptions { Name = "b" }),
                cancellationToken: Cancellation
            )
        );
        var notUnique = await Assert.ThrowsAsync<MongoCommandException>(() =>
            Log.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{ a: 1 }"), cancellationToken: Cancellation)
        );

        Assert.Equal((85, 86), (other.Code, notUnique.Code));
    }

    [Fact]
    public async Task CreateIndexes_UniqueOverDuplicates_IsRefused()
    {
        await Log.InsertManyAsync([BsonDocument.Parse("{ a: 1 }"), BsonDocument.Parse("{ a: 1 }")], cancellationToken: Cancellation);

        var refused = await Assert.ThrowsAsync<MongoCommandException>(() => UniqueAsync("{ a: 1 }"));

        Assert.Equal(11000, refused.Code);
    }

    [Fact]
    public async Task Update_KeyChanged_IsRefused()
    {
        await Log.InsertOneAsync(BsonDocument.Parse("{ _id: 1, a: 1 }"), cancellationToken: Cancellation);

        var refused = await Assert.ThrowsAsync<MongoWriteException>(() =>
            Log.UpdateOneAsync("{ a: 1 }", BsonDocument.Parse("{ $set: { _id: 2 } }"), cancellationToken: Cancellation)
        );

        Assert.Equal(66, refused.WriteError.Code);
    }

    [Fact]
    public async Task Update_DocumentGrownTooLarge_IsRefused()
    {
        await Log.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "x", new byte[10 << 20] } }, cancellationToken: Cancellation);

        var refused = await Assert.ThrowsAsync<MongoWriteException>(() =>
            Log.UpdateOneAsync(
                "{ _id: 1 }",
                new BsonDocument("$set", new BsonDocument("y", new byte[7 << 20])),
                cancellationToken: Cancellation
            )
        );

        Assert.Equal(17419, refused.WriteError.Code);
        Assert.False(_double.Documents("ledger", "log")[0].Contains("y"));
    }

    [Fact]
    public async Task BulkWrite_MoreThanOneMessageTakes_ComesInSeveral()
    {
        await Log.InsertManyAsync(
            Enumerable.Range(0, 6).Select(key => new BsonDocument { { "_id", key }, { "x", new byte[10 << 20] } }),
            cancellationToken: Cancellation
        );

        Assert.Equal(6, _double.Documents("ledger", "log").Count);
        Assert.Equal(
            "insert 4, insert 2",
            string.Join(
                ", ",
                _double.Received.Select(command =>
                    $"{command.GetElement(0).Name} {command.GetValue("documents", new BsonArray()).AsBsonArray.Count}"
                )
            )
        );
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _double.DisposeAsync();
    }

    private Task<string> UniqueAsync(string keys) =>
        Log.Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(keys, new CreateIndexOptions { Unique = true }),
            cancellationToken: Cancellation
        );

    private Task<UpdateResult> SetAsync(int key, int a) =>
        Log.UpdateOneAsync(
            new BsonDocument("_id", key),
            new BsonDocument("$set", new BsonDocument("a", a)),
            cancellationToken: Cancellation
        );
}
