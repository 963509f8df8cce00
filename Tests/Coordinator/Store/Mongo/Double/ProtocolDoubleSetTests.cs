using MongoDB.Bson;
using MongoDB.Driver;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Majorities, stepping down, rollbacks, and writes that are sent twice.</summary>
public sealed class ProtocolDoubleSetTests : IAsyncDisposable
{
    private readonly ProtocolDoubleSet _set = new();
    private readonly DoubleClient _client;

    public ProtocolDoubleSetTests() => _client = new DoubleClient(_set.ConnectionString);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Insert_ReplicationNotHeld_IsOnBothServers()
    {
        await InsertAsync(_client, 1);

        Assert.Equal("1|1", Stored);
    }

    [Fact]
    public async Task Insert_ReplicationHeld_WaitsAndIsReadLocallyOnly()
    {
        _set.HoldReplication();
        var insert = InsertAsync(_client, 1);
        await Wait.UntilAsync("the insert waits for a majority", () => _set.Waiting == 1);

        Assert.False(insert.IsCompleted);
        Assert.Equal(0, await CountAsync(ReadConcern.Majority));
        Assert.Equal(1, await CountAsync(ReadConcern.Local));
        Assert.Equal("1|", Stored);

        _set.LetReplicate();
        await insert;
        Assert.Equal(1, await CountAsync(ReadConcern.Majority));
        Assert.Equal("1|1", Stored);
    }

    [Fact]
    public async Task TimeOutWaiting_ReplicationHeld_IsAWriteConcernErrorAndTheWriteMayStillLast()
    {
        _set.HoldReplication();
        var insert = InsertAsync(_client, 1);
        await Wait.UntilAsync("the insert waits for a majority", () => _set.Waiting == 1);
        _set.TimeOutWaiting();

        Assert.Equal(64, (await Assert.ThrowsAsync<MongoWriteException>(() => insert)).WriteConcernError.Code);
        _set.LetReplicate();
        Assert.Equal("1|1", Stored);
    }

    [Fact]
    public async Task FailOver_WriteWithoutMajority_IsRolledBackAndFailsItsWriter()
    {
        await InsertAsync(_client, 1);
        _set.HoldReplication();
        var insert = InsertAsync(_client, 2);
        await Wait.UntilAsync("the insert waits for a majority", () => _set.Waiting == 1);
        var old = _set.Primary;
        _set.FailOver();

        await Assert.ThrowsAnyAsync<MongoException>(() => insert);
        Assert.Equal("1|1", Stored);
        await InsertAsync(_client, 3);
        Assert.Same(old, _set.Other);
        Assert.Equal("1 3|1 3", Stored);
    }

    [Fact]
    public async Task FailOver_WithWaitingWrites_KeepsThemAndStillFailsTheirWriter()
    {
        _set.HoldReplication();
        var insert = InsertAsync(_client, 1);
        await Wait.UntilAsync("the insert waits for a majority", () => _set.Waiting == 1);
        _set.FailOver(withWaiting: true);

        await Assert.ThrowsAnyAsync<MongoException>(() => insert);
        Assert.Equal("1|1", Stored);
        Assert.Equal(1, await CountAsync(ReadConcern.Majority));
    }

    [Fact]
    public async Task Split_WritesOfTheOldPrimary_NeverHaveAMajorityAndAreGoneWhenItHeals()
    {
        using var stale = new DoubleClient($"mongodb://{_set.Primary.Address}/?directConnection=true");
        await InsertAsync(stale, 1);
        _set.Split();
        var lost = InsertAsync(stale, 2);
        await Wait.UntilAsync("the insert waits for a majority", () => _set.Waiting == 1);
        using var newest = new DoubleClient($"mongodb://{_set.Primary.Address}/?directConnection=true");
        await InsertAsync(newest, 3);

        Assert.Equal("1 3|1 2", Stored);
        Assert.False(lost.IsCompleted);
        Assert.Equal("[{ \"_id\" : 1 }]", new BsonArray(await stale.Log.Find("{ }").ToListAsync(Cancellation)).ToString());

        _set.Heal();
        await Assert.ThrowsAnyAsync<MongoException>(() => lost);
        Assert.Equal("1 3|1 3", Stored);
    }

    [Fact]
    public async Task Write_ToASecondary_IsRefused()
    {
        using var secondary = new DoubleClient($"mongodb://{_set.Other.Address}/?directConnection=true");
        var refused = await Assert.ThrowsAsync<MongoNotPrimaryException>(() =>
            secondary.Database.RunCommandAsync<BsonDocument>(
                "{ insert: 'log', documents: [{ _id: 1 }], writeConcern: { w: 'majority', j: true } }",
                cancellationToken: Cancellation
            )
        );

        Assert.Equal(10107, refused.Result["code"]);
    }

    [Fact]
    public async Task RetryableWrite_ReplyLost_IsAppliedOnceAndAnsweredFromTheRecord()
    {
        using var client = new DoubleClient(_set.ConnectionString, retryWrites: true);
        _set.Primary.Fail(new Effect.Close(), Moment.AfterApplying, "insert");

        await InsertAsync(client, 1);

        Assert.Equal(2, _set.Primary.Received.Count(command => command.Contains("insert")));
        Assert.Equal("1|1", Stored);
    }

    [Fact]
    public async Task RetryableWrite_DeliveredLateAfterItsRetry_ChangesNothing()
    {
        using var client = new DoubleClient(_set.ConnectionString, retryWrites: true);
        await InsertAsync(client, 1);
        var late = _set.Primary.Fail(new Effect.DeliverLate(), Moment.BeforeApplying, "update");
        await client.Log.UpdateOneAsync("{ _id: 1 }", "{ $set: { x: 1 } }", cancellationToken: Cancellation);
        using var other = new DoubleClient(_set.ConnectionString);
        await other.Log.UpdateOneAsync("{ _id: 1 }", "{ $set: { x: 2 } }", cancellationToken: Cancellation);
        late.Release();

        Assert.Equal(1, (await late.Applied)["nModified"]);
        Assert.Equal(2, _set.Primary.Documents("ledger", "log")[0]["x"]);
    }

    [Fact]
    public async Task RetryableWrite_PrimaryStepsDownBeforeTheMajority_IsAppliedByTheNext()
    {
        using var client = new DoubleClient(_set.ConnectionString, retryWrites: true);
        _set.HoldReplication();
        var insert = InsertAsync(client, 1);
        await Wait.UntilAsync("the insert waits for a majority", () => _set.Waiting == 1);
        _set.FailOver();

        await insert;
        Assert.Equal("1|1", Stored);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _set.DisposeAsync();
    }

    private string Stored =>
        string.Join(
            '|',
            new[] { _set.Primary, _set.Other }.Select(server =>
                string.Join(' ', server.Documents("ledger", "log").Select(document => document["_id"]))
            )
        );

    private static Task InsertAsync(DoubleClient client, int key) =>
        client.Log.InsertOneAsync(new BsonDocument("_id", key), cancellationToken: Cancellation);

    private async Task<int> CountAsync(ReadConcern concern) =>
        (await _client.Log.WithReadConcern(concern).Find("{ }").ToListAsync(Cancellation)).Count;
}
