using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

public sealed class LedgerSweepStoreTests : SweepStoreConformance
{
    private readonly MemoryMedium _medium = new();

    protected override async Task<ISweepStore> OpenAsync()
    {
        var keeper = await LedgerKeeper.OpenAsync(new MemoryStore(_medium), KeeperOptions.Default, [], TimeProvider.System, Stop);
        return new LedgerSweepStore(keeper, keeper, Time);
    }
}

public sealed class SqliteLedgerSweepStoreTests : SweepStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<ISweepStore> OpenAsync()
    {
        var keeper = await LedgerKeeper.OpenAsync(SqliteLedgerStore.Open(new(_folder.File("sweep.db"))), KeeperOptions.Default, [], TimeProvider.System, Stop);
        return new LedgerSweepStore(keeper, keeper, Time);
    }
}
