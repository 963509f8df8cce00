using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Mongo;
using Sweep.Tests.Coordinator.Store.Mongo.Double;

namespace Sweep.Tests.Coordinator.Store.Mongo;

/// <summary>How the adapter behaves when a server does what the protocol's double does; not what MongoDB does.</summary>
public sealed class MongoDoubleTests : LedgerStoreConformance
{
    private readonly ProtocolDouble _double = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _double.DisposeAsync();
    }

    protected override ILedgerStore Open() =>
        MongoLedgerStore.OpenAsync(new MongoStoreOptions(_double.ConnectionString), Stop).GetAwaiter().GetResult();
}
