using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Mongo;
using Sweep.Tests.Coordinator.Store.Mongo.Double;

namespace Sweep.Tests.Coordinator.Store.Mongo;

/// <summary>Appends and take-overs of unknown outcome, and servers that are unreachable or refuse.</summary>
public sealed class MongoOutcomeTests : IAsyncDisposable
{
    private readonly ProtocolDouble _double = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Batch Batch =>
        SampleBatch.Sweep(1, "s", trials: 3) with
        {
            Stages = [SampleBatch.Stage(1, 0, 1), SampleBatch.Stage(2, 0, 1)],
        };

    [Theory]
    [InlineData("request lost")]
    [InlineData("reply lost")]
    [InlineData("no primary")]
    [InlineData("no majority in time")]
    public async Task Append_UnknownOutcome_CanBeRepeatedAndIsStoredOnce(string failure)
    {
        await using var store = await OpenAsync();
        var mark = await store.TakeOverAsync(Stop) with { Revision = 1 };
        (Effect Effect, Moment Moment) fault = failure switch
        {
            "request lost" => (new Effect.Close(), Moment.BeforeApplying),
            "reply lost" => (new Effect.Close(), Moment.AfterApplying),
            "no primary" => (new Effect.Error(10107), Moment.BeforeApplying),
            _ => (new Effect.WriteConcernError(64), Moment.AfterApplying),
        };
        _double.Fail(fault.Effect, fault.Moment, "insert", "log");

        var error = await Assert.ThrowsAsync<SweepStoreException>(() => store.AppendAsync(mark, Batch, Stop));
        Assert.DoesNotContain('\n', error.Message);
        await store.AppendAsync(mark, Batch, Stop);
        await store.AppendAsync(mark with { Revision = 2 }, SampleBatch.Empty, Stop);

        Assert.Equal(new LedgerMark(1, 2), await store.ReadMarkAsync(Stop));
        Assert.Equal(3, _double.Documents("sweep", "log").Count);
        await store.DrainAsync(Stop);
        Assert.Equal(3, _double.Documents("sweep", "trials").Count);
    }

    [Fact]
    public async Task Append_DeliveredAfterATakeOver_IsNotStored()
    {
        await using var first = await OpenAsync();
        var mark = await first.TakeOverAsync(Stop) with { Revision = 1 };
        var late = _double.Fail(new Effect.DeliverLate(), Moment.BeforeApplying, "insert", "log");
        await Assert.ThrowsAsync<SweepStoreException>(() => first.AppendAsync(mark, Batch, Stop));
        await using var second = await OpenAsync();
        var taken = await second.TakeOverAsync(Stop);

        late.Release();
        await late.Applied;
        await Assert.ThrowsAsync<WriterFencedException>(() => first.AppendAsync(mark, Batch, Stop));

        Assert.Equal(new LedgerMark(2, 0), taken);
        Assert.Equal(taken, await second.ReadMarkAsync(Stop));
        Assert.Empty((await second.ReadLedgerAsync(Stop)).Sweeps);
    }

    [Fact]
    public async Task Append_DeliveredTwice_IsStoredOnce()
    {
        await using var store = await OpenAsync();
        var mark = await store.TakeOverAsync(Stop) with { Revision = 1 };
        var late = _double.Fail(new Effect.DeliverLate(), Moment.BeforeApplying, "insert", "log");
        await Assert.ThrowsAsync<SweepStoreException>(() => store.AppendAsync(mark, Batch, Stop));

        await store.AppendAsync(mark, Batch, Stop);
        late.Release();
        await late.Applied;
        await store.AppendAsync(mark with { Revision = 2 }, SampleBatch.Empty, Stop);

        Assert.Equal(3, _double.Documents("sweep", "log").Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TakeOver_UnknownOutcome_CanBeRepeated(bool after)
    {
        await using var store = await OpenAsync();
        _double.Fail(new Effect.Close(), after ? Moment.AfterApplying : Moment.BeforeApplying, "insert", "log");

        await Assert.ThrowsAsync<SweepStoreException>(() => store.TakeOverAsync(Stop));
        var mark = await store.TakeOverAsync(Stop);
        await store.AppendAsync(mark with { Revision = 1 }, Batch, Stop);

        Assert.Equal(after ? 2 : 1, mark.Epoch);
        Assert.Single((await store.ReadLedgerAsync(Stop)).Sweeps);
    }

    /// <summary>
    /// Another writer had its position, and that writer's batch has been trimmed: the insert alone does not show that it is too late.
    /// </summary>
    [Fact]
    public async Task TakeOver_DeliveredAfterItsPositionWasTrimmed_HasNoEffect()
    {
        await using var first = await OpenAsync();
        var mark = await first.TakeOverAsync(Stop);
        await using var late = await OpenAsync();
        var held = _double.Fail(new Effect.Hold(), Moment.BeforeApplying, "insert", "log");
        var takeOver = late.TakeOverAsync(Stop);
        await held.Reached;
        for (var revision = 1; revision <= 4; revision++)
        {
            await first.AppendAsync(mark with { Revision = revision }, revision == 1 ? Batch : SampleBatch.Empty, Stop);
            await first.DrainAsync(Stop);
        }

        await Wait.UntilAsync("the first batch is trimmed", () => _double.Documents("sweep", "log").All(record => record["_id"] != 2));
        held.Release();
        var taken = await takeOver;

        Assert.Equal(new LedgerMark(2, 4), taken);
        await Assert.ThrowsAsync<WriterFencedException>(() => first.AppendAsync(mark with { Revision = 5 }, SampleBatch.Empty, Stop));
        await late.AppendAsync(taken with { Revision = 5 }, SampleBatch.Empty, Stop);
        Assert.Single((await late.ReadLedgerAsync(Stop)).Sweeps);
    }

    [Fact]
    public async Task Append_WhileTheServerIsAway_FailsInOneLineAndWorksAfterwards()
    {
        await using var store = await OpenAsync();
        var mark = await store.TakeOverAsync(Stop) with { Revision = 1 };
        await store.AppendAsync(mark, Batch, Stop);
        _double.Stop();

        var error = await Assert.ThrowsAsync<SweepStoreException>(() =>
            store.AppendAsync(mark with { Revision = 2 }, SampleBatch.Empty, Stop)
        );
        Assert.Contains(_double.Address, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        await Assert.ThrowsAsync<SweepStoreException>(() => store.ReadLedgerAsync(Stop));
        _double.StartAgain();
        await store.AppendAsync(mark with { Revision = 2 }, SampleBatch.Empty, Stop);

        Assert.Single((await store.ReadLedgerAsync(Stop)).Sweeps);
    }

    [Fact]
    public async Task Open_ForReading_ADatabaseWithoutAStore_IsRefused()
    {
        var error = await Assert.ThrowsAsync<SweepStoreException>(() => OpenAsync(readOnly: true));

        Assert.Contains("is empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AnotherProgramsDatabase_IsRefusedAndUnchanged()
    {
        using var client = new DoubleClient(_double.ConnectionString);
        await client
            .Database.Client.GetDatabase("sweep")
            .GetCollection<MongoDB.Bson.BsonDocument>("films")
            .InsertOneAsync([], cancellationToken: Stop);

        var error = await Assert.ThrowsAsync<SweepStoreException>(() => OpenAsync());

        Assert.Contains("films", error.Message, StringComparison.Ordinal);
        Assert.Empty(_double.Documents("sweep", "store"));
    }

    [Fact]
    public async Task Open_AStoreOfAnotherVersion_IsRefused()
    {
        using var client = new DoubleClient(_double.ConnectionString);
        await client
            .Database.Client.GetDatabase("sweep")
            .GetCollection<MongoDB.Bson.BsonDocument>("store")
            .InsertOneAsync(new() { { "_id", 1L }, { "version", 99 } }, cancellationToken: Stop);

        Assert.Contains("version 99", (await Assert.ThrowsAsync<SweepStoreException>(() => OpenAsync())).Message, StringComparison.Ordinal);
    }

    /// <summary>MongoDB reports a wrong password and an unknown user alike.</summary>
    [Fact]
    public async Task Open_UserRefused_FailsInOneLineWithoutThePassword()
    {
        var error = await Assert.ThrowsAsync<SweepStoreException>(() => OpenAsync(address: $"mongodb://sweep:secret@{_double.Address}/"));

        Assert.Equal(
            $"mongodb://{_double.Address}/sweep refuses the user: name, password, authSource or mechanism are wrong.",
            error.Message
        );
    }

    [Theory]
    [InlineData("find", false)]
    [InlineData("listCollections", false)]
    [InlineData("insert", false)]
    [InlineData("createIndexes", false)]
    [InlineData("find", true)]
    public async Task Open_UserLacksRights_NamesThemInOneLine(string command, bool readOnly)
    {
        _double.Fail(new Effect.Error(13), Moment.BeforeApplying, command);

        var error = await Assert.ThrowsAsync<SweepStoreException>(() => OpenAsync(readOnly));
        Assert.StartsWith($"mongodb://{_double.Address}/sweep: the user may not do this (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("It needs readWrite on the database, or read for read-only use.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("insert", "log")]
    [InlineData("insert", "parts")]
    public async Task Append_UserLacksRights_NamesThemInOneLine(string command, string collection)
    {
        await using var store = await OpenAsync();
        var mark = await store.TakeOverAsync(Stop) with { Revision = 1 };
        _double.Fail(new Effect.Error(13), Moment.BeforeApplying, command, collection);

        var error = await Assert.ThrowsAsync<SweepStoreException>(() =>
            store.AppendAsync(mark, Batch with { Added = [Batch.Added[0] with { SpecText = new string('x', 5_000_000) }] }, Stop)
        );
        Assert.Contains("the user may not do this", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>
    /// Sorting by more than 200 sweeps happens in MongoDB itself, which without this option refuses what exceeds its memory.
    /// </summary>
    [Fact]
    public async Task ReadStages_OpenOnes_LetsTheServerSortOnDisk()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(
            await store.TakeOverAsync(Stop) with
            {
                Revision = 1,
            },
            Batch with
            {
                Sweeps = [.. Enumerable.Range(1, 300).Select(number => SampleBatch.Facts(number, $"s{number}"))],
            },
            Stop
        );

        var stages = await store.ReadStagesAsync(null, Stop).ToListAsync(Stop);

        Assert.Equal([1, 2], stages.Select(stage => stage.Number));
        var read = _double.Received.Last(command => command.GetValue("find", "") == "stages");
        Assert.Equal(300, read["filter"]["o"]["$in"].AsBsonArray.Count);
        Assert.True(read["allowDiskUse"].AsBoolean);
    }

    [Fact]
    public async Task ReadStages_OpenOnesWhileABatchIsApplied_MustBeRepeated()
    {
        await using var store = await OpenAsync();
        var mark = await store.TakeOverAsync(Stop) with { Revision = 1 };
        var held = _double.Fail(new Effect.Hold(), Moment.AfterApplying, "update", "stages");
        await store.AppendAsync(mark, Batch, Stop);
        await held.Reached;
        await using var reader = await OpenAsync(readOnly: true);

        await Assert.ThrowsAsync<SweepStoreException>(async () => await reader.ReadStagesAsync(null, Stop).ToListAsync(Stop));
        Assert.Equal([1, 2], (await reader.ReadStagesAsync(1, Stop).ToListAsync(Stop)).Select(stage => stage.Number));
        held.Release();
        await store.DrainAsync(Stop);
        Assert.Equal([1, 2], (await reader.ReadStagesAsync(null, Stop).ToListAsync(Stop)).Select(stage => stage.Number));
    }

    public ValueTask DisposeAsync() => _double.DisposeAsync();

    private Task<MongoLedgerStore> OpenAsync(bool readOnly = false, string? address = null) =>
        MongoLedgerStore.OpenAsync(
            new MongoStoreOptions(address ?? _double.ConnectionString)
            {
                ReadOnly = readOnly,
                Patience = TimeSpan.FromSeconds(2),
                Kept = TimeSpan.Zero,
            },
            Stop
        );
}
