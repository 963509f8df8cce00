using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Mongo;
using Sweep.Tests.Coordinator.Store.Mongo.Double;

namespace Sweep.Tests.Coordinator.Store.Mongo;

/// <summary>
/// A coordinator stops at some step of appending, applying or trimming, another takes over, and later the first continues. Each writing
/// command is such a step, before and after the server applies it.
/// </summary>
public sealed class MongoCrashTests : IAsyncDisposable
{
    /// <summary>Bounds a failing test only.</summary>
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(1);

    private readonly ProtocolDouble _double = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, int, bool> Steps
    {
        get
        {
            var steps = new TheoryData<string, string, int, bool>();
            (string Command, string Collection, int Times)[] commands =
            [
                ("insert", "log", 7),
                ("insert", "parts", 4),
                ("insert", "settings", 1),
                ("insert", "stages", 2),
                ("update", "stages", 5),
                ("insert", "results", 2),
                ("update", "results", 1),
                ("insert", "curves", 1),
                ("insert", "attempts", 2),
                ("insert", "specs", 2),
                ("insert", "trials", 2),
                ("update", "trials", 4),
                ("update", "sweeps", 5),
                ("delete", "trials", 1),
                ("delete", "specs", 1),
                ("update", "store", 6),
                ("delete", "log", 4),
                ("delete", "parts", 4),
            ];
            foreach (var (command, collection, times) in commands)
            {
                for (var occurrence = 1; occurrence <= times; occurrence++)
                {
                    steps.Add(command, collection, occurrence, false);
                    steps.Add(command, collection, occurrence, true);
                }
            }

            return steps;
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task TakeOver_AfterAStandstill_HasAndKeepsStoredBatches(string command, string collection, int occurrence, bool after)
    {
        var first = await OpenAsync();
        var mark = await first.TakeOverAsync(Stop);
        var held = _double.Fail(new Effect.Hold(), after ? Moment.AfterApplying : Moment.BeforeApplying, command, collection, occurrence);
        var (stored, underWay) = await RunAsync(first, mark, held);
        await held.Reached.WaitAsync(_deadline, Stop);
        if (after)
            await held.Applied;

        await using var reader = await OpenAsync(readOnly: true);
        var seen = (await reader.ReadMarkAsync(Stop)).Revision;
        Assert.True(seen == stored || (underWay is not null && seen == stored + 1));
        Assert.Equal(
            await Script.ContentAfterAsync(seen, [], Stop, withOpen: false),
            await StoreContent.ReadAsync(reader, Stop, withOpen: false)
        );
        await using var second = await OpenAsync();
        var taken = await second.TakeOverAsync(Stop);
        Assert.True(taken.Revision == stored || (underWay is not null && taken.Revision == stored + 1));
        Assert.Equal(await Script.ContentAfterAsync(taken.Revision, [], Stop), await StoreContent.ReadAsync(second, Stop));
        await second.AppendAsync(taken with { Revision = taken.Revision + 1 }, Script.Next, Stop);
        var expected = await Script.ContentAfterAsync(taken.Revision, [Script.Next], Stop);
        Assert.Equal(expected, await StoreContent.ReadAsync(second, Stop));

        held.Release();
        if (underWay is not null)
            Assert.Equal(taken.Revision == stored + 1, await IsStoredAsync(underWay));
        await Assert.ThrowsAsync<WriterFencedException>(() =>
            first.AppendAsync(mark with { Revision = taken.Revision + 1 }, Script.Next, Stop)
        );
        await first.DisposeAsync();
        await second.DrainAsync(Stop);
        Assert.Equal(expected, await StoreContent.ReadAsync(second, Stop));
        await using var third = await OpenAsync();
        await third.TakeOverAsync(Stop);
        Assert.Equal(expected, await StoreContent.ReadAsync(third, Stop));
        Assert.Equal(await TrialsAfterAsync(taken.Revision), MongoTrialsTests.Trials(_double));
    }

    public ValueTask DisposeAsync() => _double.DisposeAsync();

    /// <summary>Appends batch after batch, each applied before the next, until the step is reached.</summary>
    /// <returns>The number of stored batches, and the append in progress.</returns>
    private static async Task<(long Stored, Task? UnderWay)> RunAsync(MongoLedgerStore store, LedgerMark mark, Failpoint held)
    {
        foreach (var batch in Script.Batches)
        {
            mark = mark with { Revision = mark.Revision + 1 };
            var append = store.AppendAsync(mark, batch, Stop);
            await Task.WhenAny(append, held.Reached);
            if (!append.IsCompleted)
                return (mark.Revision - 1, append);
            await append;
            await Task.WhenAny(store.DrainAsync(Stop), held.Reached);
            if (held.Reached.IsCompleted)
                return (mark.Revision, null);
        }

        return (mark.Revision, null);
    }

    /// <summary>The same batches without a standstill.</summary>
    private static async Task<string> TrialsAfterAsync(long count)
    {
        await using var server = new ProtocolDouble();
        await using var store = await MongoLedgerStore.OpenAsync(new MongoStoreOptions(server.ConnectionString), Stop);
        var mark = await store.TakeOverAsync(Stop);
        foreach (var batch in Script.Batches.Take((int)count).Append(Script.Next))
            await store.AppendAsync(mark = mark with { Revision = mark.Revision + 1 }, batch, Stop);
        await store.DrainAsync(Stop);
        return MongoTrialsTests.Trials(server);
    }

    private static async Task<bool> IsStoredAsync(Task append)
    {
        try
        {
            await append;
            return true;
        }
        catch (WriterFencedException)
        {
            return false;
        }
    }

    /// <summary>Splits every few changes into a part of their own, and trims applied batches as early as possible.</summary>
    private Task<MongoLedgerStore> OpenAsync(bool readOnly = false) =>
        MongoLedgerStore.OpenAsync(
            new MongoStoreOptions(_double.ConnectionString)
            {
                Part = 1_000,
                Kept = TimeSpan.Zero,
                ReadOnly = readOnly,
            },
            Stop
        );
}
