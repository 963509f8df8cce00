using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Coordinator.Ledger.Keeping;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Reading;

/// <summary>A home that is read while another process writes.</summary>
public sealed class LedgerViewTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadTrials_SweepEndsWhileItIsRead_HasAllOfThem()
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
}
