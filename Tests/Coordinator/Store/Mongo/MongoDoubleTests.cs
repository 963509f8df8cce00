using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Mongo;
using Sweep.Tests.Coordinator.Store.Mongo.Double;

namespace Sweep.Tests.Coordinator.Store.Mongo;

/// <summary>Tests the adapter against the protocol's double; it shows nothing about MongoDB itself.</summary>
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
