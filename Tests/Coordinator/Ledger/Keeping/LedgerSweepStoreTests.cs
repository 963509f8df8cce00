using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

public sealed class LedgerSweepStoreTests : SweepStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<ISweepStore> OpenAsync() => await LedgerSweepStore.OpenAsync(SqliteLedgerStore.Open(new(_folder.File("sweep.db"))), Time, Stop);
}
