using Sweep.Contracts.Results;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

/// <summary>A home that is read while another process writes.</summary>
public sealed class LedgerViewTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadTrials_SweepEndsWhileItIsRead_HasAllOfThem()
    {
        using var folder = new TemporaryFolder();
        var file = new SqliteStoreOptions(folder.File("sweep.db"));
        await using var writer = await LedgerSweepStore.OpenAsync(SqliteLedgerStore.Open(file), TimeProvider.System, Stop);
        var sample = new SampleSweep("small", "a", "a/b", "a/c");
        await writer.CreateSweepAsync(sample.Sweep, sample.Stages, sample.Trials, Stop);
        var store = new GatedStore(SqliteLedgerStore.Open(file with { ReadOnly = true }))
        {
            Reading = async () => Assert.True(await writer.SetSweepStateAsync("small", SweepState.Running, SweepState.Cancelled, Stop)),
        };

        await using var reader = LedgerSweepStore.Over(store, TimeProvider.System);
        var trials = new List<TrialResult>();
        await foreach (var trial in reader.ReadTrialsAsync("small", Stop))
            trials.Add(trial);

        Assert.Equal([0, 1], trials.Select(trial => trial.Index));
    }
}
