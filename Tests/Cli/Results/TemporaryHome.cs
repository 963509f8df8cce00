using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Tests.Cli.Results;

/// <summary>A home of its own with a real store in it.</summary>
internal sealed class TemporaryHome : IDisposable
{
    public SweepHome Home { get; } = new(Directory.CreateTempSubdirectory("sweep-results-").FullName);

    public string Folder => Home.Folder;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <inheritdoc cref="StoredStudy"/>
    public async Task AddSweepAsync(string name, CancellationToken cancellation)
    {
        await using var store = await LedgerSweepStore.OpenAsync(SqliteLedgerStore.Open(new SqliteStoreOptions(Home.Database)), TimeProvider.System, cancellation);
        await StoredStudy.AddAsync(store, name, cancellation);
    }
}
