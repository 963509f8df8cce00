using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Storing, finding, changing and deleting documents.</summary>
public sealed class ProtocolDoubleTests : IAsyncDisposable
{
    private readonly ProtocolDouble _double = new();
    private readonly DoubleClient _client;

    public ProtocolDoubleTests() => _client = new DoubleClient(_double.ConnectionString);

    private IMongoCollection<BsonDocument> Log => _client.Log;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{ }", "1 2 3 4 5")]
    [InlineData("{ _id: 3 }", "3")]
    [InlineData("{ _id: 3.0 }", "3")]
    [InlineData("{ _id: { $in: [4, 2, 9] } }", "2 4")]
    [InlineData("{ _id: 3, r: 1 }", "")]
    [InlineData("{ r: { $lt: 2 } }", "1")]
    [InlineData("{ r: { $lte: 2 } }", "1 2")]
    [InlineData("{ r: { $gt: 2, $lte: 3.5 } }", "3")]
    [InlineData("{ r: { $gte: 3 } }", "3 4")]
    [InlineData("{ r: { $eq: NaN } }", "5")]
    [InlineData("{ r: { $in: ['3', 4] } }", "4")]
    [InlineData("{ r: { $gt: '2' } }", "")]
    [InlineData("{ 'at.x': 'b' }", "2")]
    [InlineData("{ at: { x: 'b' } }", "2")]
    [InlineData("{ at: null }", "3 4 5")]
    [InlineData("{ o: 7 }", "1 3")]
    [InlineData("{ o: { $in: [8, 9] }, _id: { $lt: 3 } }", "1 2")]
    [InlineData("{ 'p.q': 2 }", "4")]
    public async Task Find_Filter_ReturnsMatches(string filter, string keys)
    {
        await InsertAsync(
            "{ _id: 1, r: 1, at: { x: 'a' }, o: [7, 8] }",
            "{ _id: 2, r: 2.0, at: { x: 'b' }, o: [8] }",
            "{ _id: 3, r: 3, o: 7 }",
            "{ _id: 4, r: NumberLong(4), p: [{ q: 1 }, { q: 2 }] }",
            "{ _id: 5, r: NaN, o: [] }"
        );

        Assert.Equal(keys, await KeysAsync(Log.Find(BsonDocument.Parse(filter)).Sort("{ _id: 1 }")));
    }

    [Fact]
    public async Task Find_SortedBySeveralFields_ReturnsTheRequestedPage()
    {
        await InsertAsync(
            "{ _id: 1, a: 2, b: 1 }",
            "{ _id: 2, a: 1, b: 1 }",
            "{ _id: 3, a: 2, b: 2 }",
            "{ _id: 4, b: 9 }",
            "{ _id: 5, a: 1, b: 0 }"
        );

        Assert.Equal("3 1 2 5 4", await KeysAsync(Log.Find("{ }").Sort("{ a: -1, b: -1 }")));
        Assert.Equal("5 2", await KeysAsync(Log.Find("{ }").Sort("{ a: 1, b: 1 }").Skip(1).Limit(2)));
    }

    [Fact]
    public async Task Find_NotSorted_IsNotInKeyOrder()
    {
        await InsertAsync("{ _id: 1 }", "{ _id: 2 }", "{ _id: 3 }");

        Assert.Equal("3 2 1", await KeysAsync(Log.Find("{ }")));
    }

    [Theory]
    [InlineData("{ a: 1 }", "{ _id: 1, a: 2 }")]
    [InlineData("{ a: 1, _id: 0 }", "{ a: 2 }")]
    [InlineData("{ _id: 1 }", "{ _id: 1 }")]
    [InlineData("{ c: 1 }", "{ _id: 1 }")]
    [InlineData("{ b: 0 }", "{ _id: 1, a: 2 }")]
    [InlineData("{ _id: 0 }", "{ a: 2, b: [3] }")]
    [InlineData("{ a: 0, _id: 0 }", "{ b: [3] }")]
    [InlineData("{ }", "{ _id: 1, a: 2, b: [3] }")]
    public async Task Find_Projected_ReturnsThoseFields(string projection, string document)
    {
        await InsertAsync("{ _id: 1, a: 2, b: [3] }");

        Assert.Equal(BsonDocument.Parse(document), await Log.Find("{ }").Project(projection).SingleAsync(Cancellation));
    }

    [Fact]
    public async Task Find_InBatches_ReturnsEachOnceAndClosesTheCursor()
    {
        await Log.InsertManyAsync(Enumerable.Range(0, 250).Select(key => new BsonDocument("_id", key)), cancellationToken: Cancellation);

        var found = await Log.Find("{ }", new FindOptions { BatchSize = 100 }).Sort("{ _id: 1 }").ToListAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 250), found.Select(document => document["_id"].AsInt32));
        Assert.Equal(2, _double.Received.Count(command => command.Contains("getMore")));
        Assert.Equal(0, _double.OpenCursors);
    }

    [Fact]
    public async Task Find_DocumentsLargerThanABatch_ReturnsSeveralBatches()
    {
        var large = new byte[6 << 20];
        await Log.InsertManyAsync(
            Enumerable.Range(0, 5).Select(key => new BsonDocument { { "_id", key }, { "x", large } }),
            cancellationToken: Cancellation
        );

        var found = await Log.Find("{ }").Sort("{ _id: 1 }").ToListAsync(Cancellation);

        Assert.Equal("0 1 2 3 4", string.Join(' ', found.Select(document => document["_id"])));
        Assert.Equal(2, _double.Received.Count(command => command.Contains("getMore")));
    }

    [Fact]
    public async Task Find_WrittenBetweenBatches_MayShowNewDocuments()
    {
        await InsertAsync("{ _id: 1 }", "{ _id: 2 }", "{ _id: 3 }", "{ _id: 4 }");
        using var cursor = await Log.Find("{ }", new FindOptions { BatchSize = 1 }).Sort("{ _id: 1 }").ToCursorAsync(Cancellation);
        await cursor.MoveNextAsync(Cancellation);
        await Log.DeleteOneAsync("{ _id: 3 }", Cancellation);
        await Log.ReplaceOneAsync("{ _id: 4 }", BsonDocument.Parse("{ x: 7 }"), cancellationToken: Cancellation);

        Assert.Equal("[{ \"_id\" : 2 }, { \"_id\" : 4, \"x\" : 7 }]", new BsonArray(await cursor.ToListAsync(Cancellation)).ToString());
    }

    [Fact]
    public async Task Cursor_ClosedEarly_IsKilled()
    {
        await InsertAsync("{ _id: 1 }", "{ _id: 2 }", "{ _id: 3 }");
        using (var cursor = await Log.Find("{ }", new FindOptions { BatchSize = 1 }).ToCursorAsync(Cancellation))
        {
            await cursor.MoveNextAsync(Cancellation);
            Assert.Equal(1, _double.OpenCursors);
        }

        Assert.Equal(0, _double.OpenCursors);
    }

    [Fact]
    public async Task Update_ReplacedOrSet_CountsMatchedAndChanged()
    {
        await InsertAsync("{ _id: 1, a: 1 }", "{ _id: 2, a: 1 }", "{ _id: 3, a: 3 }");

        var replaced = await Log.ReplaceOneAsync("{ _id: 3 }", BsonDocument.Parse("{ b: 1 }"), cancellationToken: Cancellation);
        var set = await Log.UpdateManyAsync(
            "{ a: 1 }",
            BsonDocument.Parse("{ $set: { a: 1, 'c.d': 5 } }"),
            cancellationToken: Cancellation
        );
        var same = await Log.UpdateManyAsync(
            "{ a: 1 }",
            BsonDocument.Parse("{ $set: { a: 1, 'c.d': 5 } }"),
            cancellationToken: Cancellation
        );
        var one = await Log.UpdateOneAsync("{ a: 1 }", BsonDocument.Parse("{ $set: { a: 9 } }"), cancellationToken: Cancellation);

        Assert.Equal((1, 1, 2, 2), (replaced.MatchedCount, replaced.ModifiedCount, set.MatchedCount, set.ModifiedCount));
        Assert.Equal((2, 0, 1, 1), (same.MatchedCount, same.ModifiedCount, one.MatchedCount, one.ModifiedCount));
        AssertStored("{ _id: 1, a: 1, c: { d: 5 } }", "{ _id: 2, a: 9, c: { d: 5 } }", "{ _id: 3, b: 1 }");
    }

    [Fact]
    public async Task Update_UpsertWithoutMatch_InsertsUnderTheFiltersKey()
    {
        var upsert = new ReplaceOptions { IsUpsert = true };
        var first = await Log.ReplaceOneAsync("{ _id: 7, r: { $lt: 4 } }", BsonDocument.Parse("{ r: 4 }"), upsert, Cancellation);
        var second = await Log.ReplaceOneAsync("{ _id: 7, r: { $lt: 5 } }", BsonDocument.Parse("{ r: 5 }"), upsert, Cancellation);
        foreach (var z in new[] { 2, 3 })
        {
            var update = BsonDocument.Parse($"{{ $set: {{ z: {z} }}, $setOnInsert: {{ first: {z} }} }}");
            await Log.UpdateOneAsync("{ _id: 8, q: 1 }", update, new UpdateOptions { IsUpsert = true }, Cancellation);
        }

        Assert.Equal((7, 0, 0), (first.UpsertedId, first.MatchedCount, first.ModifiedCount));
        Assert.Equal((null, 1, 1), (second.UpsertedId, second.MatchedCount, second.ModifiedCount));
        AssertStored("{ _id: 7, r: 5 }", "{ _id: 8, q: 1, first: 2, z: 3 }");
    }

    [Fact]
    public async Task Update_UpsertWhoseFilterMissesTheDocumentOfItsKey_IsADuplicateKey()
    {
        await InsertAsync("{ _id: 7, r: 6 }");

        var refused = await Assert.ThrowsAsync<MongoWriteException>(() =>
            Log.ReplaceOneAsync(
                "{ _id: 7, r: { $lt: 5 } }",
                BsonDocument.Parse("{ r: 5 }"),
                new ReplaceOptions { IsUpsert = true },
                Cancellation
            )
        );

        Assert.Equal((ServerErrorCategory.DuplicateKey, 11000), (refused.WriteError.Category, refused.WriteError.Code));
        AssertStored("{ _id: 7, r: 6 }");
    }

    [Fact]
    public async Task Delete_OneOrMany_CountsThem()
    {
        await InsertAsync("{ _id: 1, a: 1 }", "{ _id: 2, a: 1 }", "{ _id: 3, a: 1 }", "{ _id: 4 }");

        Assert.Equal(1, (await Log.DeleteOneAsync("{ a: 1 }", Cancellation)).DeletedCount);
        Assert.Equal(2, (await Log.DeleteManyAsync("{ a: 1 }", Cancellation)).DeletedCount);
        AssertStored("{ _id: 4 }");
    }

    [Fact]
    public async Task Collections_DroppedAndListed_AreThoseOfTheDatabase()
    {
        await InsertAsync("{ _id: 1 }");
        await _client.Database.GetCollection<BsonDocument>("stages").InsertOneAsync(new BsonDocument(), cancellationToken: Cancellation);
        var all = await (await _client.Database.ListCollectionNamesAsync(cancellationToken: Cancellation)).ToListAsync(Cancellation);
        var one = await (await _client.Database.ListCollectionsAsync(new() { Filter = "{ name: 'log' }" }, Cancellation)).ToListAsync(
            Cancellation
        );
        await _client.Database.DropCollectionAsync("log", Cancellation);
        var left = await (await _client.Database.ListCollectionNamesAsync(cancellationToken: Cancellation)).ToListAsync(Cancellation);
        await _client.Database.Client.DropDatabaseAsync("ledger", Cancellation);
        var none = await (await _client.Database.ListCollectionNamesAsync(cancellationToken: Cancellation)).ToListAsync(Cancellation);

        Assert.Equal(["log", "stages"], all.Order());
        Assert.Equal("log", Assert.Single(one)["name"]);
        Assert.Equal(["stages"], left);
        Assert.Empty(none);
    }

    [Fact]
    public async Task Stop_ThenStartAgain_KeepsPortAndDocuments()
    {
        await InsertAsync("{ _id: 1 }");
        _double.Stop();
        using var socket = new TcpClient();
        var refused = await Assert.ThrowsAsync<SocketException>(() =>
            socket.ConnectAsync(IPEndPoint.Parse(_double.Address), Cancellation).AsTask()
        );
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        _double.StartAgain();
        using var patient = new DoubleClient(_double.ConnectionString);

        Assert.Equal("1", await KeysAsync(patient.Log.Find("{ }")));
    }

    [Theory]
    [InlineData(48_000_001, 2013)]
    [InlineData(26, 2002)]
    public async Task Connection_MessageTooLargeOrOfAnotherKind_IsClosed(int length, int kind)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPEndPoint.Parse(_double.Address), Cancellation);
        var header = new byte[26];
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), kind);
        await socket.GetStream().WriteAsync(header, Cancellation);

        // The client reads either the end, or a reset because bytes were left unread.
        var read = await Record.ExceptionAsync(async () => Assert.Equal(0, await socket.GetStream().ReadAsync(header, Cancellation)));
        Assert.True(read is null or IOException, $"{read}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _double.DisposeAsync();
    }

    private Task InsertAsync(params string[] documents) =>
        Log.InsertManyAsync(documents.Select(BsonDocument.Parse), cancellationToken: Cancellation);

    private static async Task<string> KeysAsync(IFindFluent<BsonDocument, BsonDocument> find) =>
        string.Join(' ', (await find.ToListAsync(Cancellation)).Select(document => document["_id"]));

    private void AssertStored(params string[] documents) =>
        Assert.Equal(documents.Select(BsonDocument.Parse), _double.Documents("ledger", "log"));
}
