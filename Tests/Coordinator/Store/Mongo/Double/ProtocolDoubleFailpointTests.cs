using MongoDB.Bson;
using MongoDB.Driver;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Failures as the driver reports them, and the stored documents after each.</summary>
public sealed class ProtocolDoubleFailpointTests : IAsyncDisposable
{
    private readonly ProtocolDouble _double = new();
    private readonly DoubleClient _client;

    public ProtocolDoubleFailpointTests() => _client = new DoubleClient(_double.ConnectionString);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Stored => string.Join(' ', _double.Documents("ledger", "log").Select(document => document["_id"]));

    [Theory]
    [InlineData(false, "2")]
    [InlineData(true, "1 2")]
    public async Task Close_OfOneInsert_LosesTheRequestOrTheReply(bool after, string stored)
    {
        _double.Fail(new Effect.Close(), At(after), "insert");

        await Assert.ThrowsAnyAsync<MongoConnectionException>(() => InsertAsync(1));
        await InsertAsync(2);

        Assert.Equal(stored, Stored);
    }

    [Fact]
    public async Task Fail_CommandCollectionAndOccurrenceChosen_StrikesOnlyThose()
    {
        _double.Fail(new Effect.Error(91), Moment.BeforeApplying, "insert", "log", occurrence: 2, times: 2);
        var others = _client.Database.GetCollection<BsonDocument>("blog");

        await others.InsertOneAsync(new BsonDocument(), cancellationToken: Cancellation);
        await InsertAsync(1);
        await others.InsertOneAsync(new BsonDocument(), cancellationToken: Cancellation);
        await _client.Log.Find("{ }").ToListAsync(Cancellation);
        await Assert.ThrowsAnyAsync<MongoException>(() => InsertAsync(2));
        await Assert.ThrowsAnyAsync<MongoException>(() => InsertAsync(3));
        await InsertAsync(4);

        Assert.Equal("1 4", Stored);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "1")]
    public async Task Hold_UntilReleased_KeepsTheReplyBack(bool after, string storedMeanwhile)
    {
        var held = _double.Fail(new Effect.Hold(), At(after), "insert");
        var insert = InsertAsync(1);
        await held.Reached;
        if (after)
        {
            await held.Applied;
        }

        Assert.Equal(storedMeanwhile, Stored);
        Assert.False(insert.IsCompleted);
        held.Release();
        await insert;
        Assert.Equal("1", Stored);
    }

    [Fact]
    public async Task DeliverLate_ReleasedAfterTheClientWasCut_AppliesTheCommandThen()
    {
        var late = _double.Fail(new Effect.DeliverLate(), Moment.BeforeApplying, "insert");

        await Assert.ThrowsAnyAsync<MongoConnectionException>(() => InsertAsync(1));
        Assert.Equal("", Stored);
        await InsertAsync(2);
        late.Release();

        Assert.Equal(1, (await late.Applied)["n"]);
        Assert.Equal("1 2", Stored);
    }

    [Fact]
    public async Task DeliverLate_ServerWasAwayMeanwhile_StillApplies()
    {
        var late = _double.Fail(new Effect.DeliverLate(), Moment.BeforeApplying, "insert");
        await Assert.ThrowsAnyAsync<MongoConnectionException>(() => InsertAsync(1));
        _double.Stop();
        _double.StartAgain();
        late.Release();

        await late.Applied;
        Assert.Equal("1", Stored);
    }

    [Fact]
    public async Task DeliverLate_RepeatedMeanwhile_FindsItsKeyTaken()
    {
        var late = _double.Fail(new Effect.DeliverLate(), Moment.BeforeApplying, "insert");
        await Assert.ThrowsAnyAsync<MongoConnectionException>(() => InsertAsync(1));
        await InsertAsync(1);
        late.Release();

        Assert.Equal(11000, (await late.Applied)["writeErrors"][0]["code"]);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "1")]
    public async Task DuplicateKey_OfOneInsert_IsReportedWhetherOrNotTrue(bool after, string stored)
    {
        _double.Fail(new Effect.DuplicateKey(), At(after), "insert");

        var refused = await Assert.ThrowsAsync<MongoWriteException>(() => InsertAsync(1));

        Assert.Equal(ServerErrorCategory.DuplicateKey, refused.WriteError.Category);
        Assert.Equal(stored, Stored);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(100)]
    public async Task WriteConcernError_OfOneInsert_IsReportedAndTheWriteStays(int code)
    {
        _double.Fail(new Effect.WriteConcernError(code), Moment.AfterApplying, "insert");

        var error = (await Assert.ThrowsAsync<MongoWriteException>(() => InsertAsync(1))).WriteConcernError;

        Assert.Equal(code, error.Code);
        Assert.Equal("1", Stored);
    }

    [Theory]
    [InlineData(false, "2")]
    [InlineData(true, "1 2")]
    public async Task Error_NotWritablePrimary_IsReportedAsSuch(bool after, string stored)
    {
        _double.Fail(new Effect.Error(10107), At(after), "insert");

        await Assert.ThrowsAsync<MongoNotPrimaryException>(() => InsertAsync(1));
        await InsertAsync(2);

        Assert.Equal(stored, Stored);
    }

    [Fact]
    public async Task Error_CursorNotFound_EndsTheReading()
    {
        await InsertAsync(1);
        await InsertAsync(2);
        _double.Fail(new Effect.Error(43), Moment.BeforeApplying, "getMore", "log");

        await Assert.ThrowsAsync<MongoCursorNotFoundException>(() =>
            _client.Log.Find("{ }", new FindOptions { BatchSize = 1 }).ToListAsync(Cancellation)
        );
    }

    [Fact]
    public async Task Stop_CommandHeldBeforeApplying_NeverAppliesIt()
    {
        var held = _double.Fail(new Effect.Hold(), Moment.BeforeApplying, "insert");
        var insert = InsertAsync(1);
        await held.Reached;
        _double.Stop();
        await Assert.ThrowsAnyAsync<MongoConnectionException>(() => insert);
        _double.StartAgain();
        held.Release();
        using var other = new DoubleClient(_double.ConnectionString);
        await other.Log.InsertOneAsync(new BsonDocument("_id", 2), cancellationToken: Cancellation);

        Assert.Equal("2", Stored);
        Assert.False(held.Applied.IsCompleted);
    }

    [Fact]
    public async Task Dispose_SomethingHeldAndSomethingLate_EndsBoth()
    {
        var late = _double.Fail(new Effect.DeliverLate(), Moment.BeforeApplying, "insert");
        var held = _double.Fail(new Effect.Hold(), Moment.BeforeApplying, "insert", occurrence: 2);
        await Assert.ThrowsAnyAsync<MongoConnectionException>(() => InsertAsync(1));
        var insert = InsertAsync(2);
        await held.Reached;

        await _double.DisposeAsync();

        await Assert.ThrowsAnyAsync<MongoConnectionException>(() => insert);
        Assert.False(late.Applied.IsCompleted);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _double.DisposeAsync();
    }

    private static Moment At(bool after) => after ? Moment.AfterApplying : Moment.BeforeApplying;

    private Task InsertAsync(int key) => _client.Log.InsertOneAsync(new BsonDocument("_id", key), cancellationToken: Cancellation);
}
