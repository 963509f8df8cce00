using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Reading;

/// <summary>A home is read while another process writes.</summary>
public sealed class LedgerViewTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadTrials_SweepEndsMeanwhile_GivesAllTrials()
    {
        using var folder = new TemporaryFolder();
        var file = new SqliteStoreOptions(folder.File("sweep.db"));
        await using var writer = await TestLedger.OpenAsync(SqliteLedgerStore.Open(file), TimeProvider.System);
        var sample = new SampleSweep("small", "a", "a/b", "a/c");
        Assert.Equal(SubmitOutcome.Submitted, await writer.SubmitAsync(sample.Sweep, sample.Stages, sample.Trials));
        var store = new GatedStore(SqliteLedgerStore.Open(file with { ReadOnly = true }))
        {
            Reading = async () => Assert.True(await writer.SetStateAsync("small", SweepState.Running, SweepState.Cancelled)),
        };

        await using var view = new LedgerView(store, TimeProvider.System);
        var trials = await new SweepReader(view).ReadTrialsAsync("small", Stop).ToListAsync(Stop);

        Assert.Equal([0, 1], trials.Select(trial => trial.Index));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AskAbout_DataNotedDuringTheRead_LoadsTheNewSettings(bool hasEnded)
    {
        using var folder = new TemporaryFolder();
        var file = new SqliteStoreOptions(folder.File("sweep.db"));
        await using var writer = await TestLedger.OpenAsync(SqliteLedgerStore.Open(file), TimeProvider.System);
        var sample = new SampleSweep("small", "a");
        Assert.Equal(SubmitOutcome.Submitted, await writer.SubmitAsync(sample.Sweep, sample.Stages, sample.Trials));
        var lease = new Lease(SampleSweep.Id("a"), (await writer.HandAsync(SampleSweep.Id("a"), "worker"))!.Attempt, "worker");
        Assert.True(await writer.StartAsync(lease));
        if (hasEnded)
            Assert.True(await writer.SetStateAsync("small", SweepState.Running, SweepState.Cancelled));
        var isNoted = false;
        var store = new GatedStore(SqliteLedgerStore.Open(file with { ReadOnly = true }))
        {
            Reading = async () =>
            {
                if (!isNoted)
                    Assert.Null(await writer.Keeper.ChangeAsync(ledger => ledger.NoteData(lease, "first"), Stop));
                isNoted = true;
            },
        };

        await using var view = new LedgerView(store, TimeProvider.System);
        var data = await view.AskAboutAsync("small", ledger => ledger.DataOf("small"), Stop);

        Assert.Equal("first", Assert.Single(data).Fingerprint);
    }
}
