using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Tests.Coordinator.Store.Sqlite;

public sealed class SqliteLedgerStoreTests : LedgerStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override ILedgerStore Open() => SqliteLedgerStore.Open(new(_folder.File("sweep.db")));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
