using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Tests.Coordinator.Store.Sqlite;

public sealed class SqliteConformanceTests : SweepStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override Task<ISweepStore> OpenAsync() =>
        Task.FromResult<ISweepStore>(SqliteSweepStore.Open(new(_folder.File("sweep.db")), Time));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
