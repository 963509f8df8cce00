using MongoDB.Driver;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Mongo;

namespace Sweep.Tests.Coordinator.Store.Mongo;

/// <summary>
/// Runs against any server, <c>SWEEP_TEST_MONGODB=mongodb://…</c>, where the user may create databases. Each test uses its own database.
/// </summary>
public sealed class MongoServerTests : LedgerStoreConformance
{
    private readonly string? _address = Environment.GetEnvironmentVariable("SWEEP_TEST_MONGODB");
    private readonly string _database = $"sweep_test_{Guid.NewGuid():N}";

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_address is null, "SWEEP_TEST_MONGODB names no server.");
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_address is null)
            return;
        await base.DisposeAsync();
        await new MongoClient(_address).DropDatabaseAsync(_database, CancellationToken.None);
    }

    protected override ILedgerStore Open() =>
        MongoLedgerStore.OpenAsync(new MongoStoreOptions(_address!) { Database = _database }, Stop).GetAwaiter().GetResult();
}
