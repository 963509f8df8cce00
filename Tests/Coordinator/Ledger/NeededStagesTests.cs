using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Coordinator.Api;

namespace Sweep.Tests.Coordinator.Ledger;

public sealed class NeededStagesTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestLedger _ledger = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ledger = await TestLedger.OpenAsync(SqliteLedgerStore.Open(new SqliteStoreOptions(_folder.File("sweep.db"))), TimeProvider.System);
        await FinishedSweep.SubmitAsync(_ledger, FinishedSweep.Spec, "study");
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Read_RunningSweep_NeedsAllStagesAndCheckpointsOfOpenOnes()
    {
        await FinishedSweep.WorkAsync(_ledger, "study", most: 4);

        var needed = await ReadAsync();

        // One pre-training, and for each mode and seed one training and two prunings.
        Assert.Equal((19, 15), (needed.Networks.Count, needed.Unfinished.Count));
        Assert.Subset(needed.Networks.ToHashSet(), needed.Unfinished.ToHashSet());
    }

    [Fact]
    public async Task Read_CompletedSweep_NeedsItsTrialsNetworksAndNoPretraining()
    {
        await CompleteAsync();

        var needed = await ReadAsync();

        var trials = await _ledger.Reader.ReadTrialsAsync("study", Stop).Select(trial => trial.StageId).ToListAsync(Stop);
        Assert.Equal(18, trials.Count);
        Assert.Equal(trials.Order(), needed.Networks.Order());
        Assert.Empty(needed.Unfinished);
        Assert.True(needed.Has(CheckpointName.Final(trials[0])));
        Assert.False(needed.Has(CheckpointName.Resume(trials[0])));
    }

    [Fact]
    public async Task Read_DeletedSweep_NeedsNothing()
    {
        await CompleteAsync();
        await _ledger.DeleteAsync("study");

        Assert.Empty((await ReadAsync()).Networks);
    }

    private async Task CompleteAsync()
    {
        await FinishedSweep.WorkAsync(_ledger, "study");
        Assert.True(await _ledger.SetStateAsync("study", SweepState.Running, SweepState.Completed));
    }

    private Task<NeededStages> ReadAsync() => NeededStages.ReadAsync(_ledger.Keeper.Store, Stop);
}
