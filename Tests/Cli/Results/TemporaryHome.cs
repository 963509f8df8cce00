using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Coordinator.Ledger;

namespace Sweep.Tests.Cli.Results;

/// <summary>A home of its own with a real store in it.</summary>
internal sealed class TemporaryHome : IDisposable
{
    public SweepHome Home { get; } = new(Directory.CreateTempSubdirectory("sweep-results-").FullName);

    public string Folder => Home.Folder;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <inheritdoc cref="StoredStudy"/>
    public async Task AddSweepAsync(string name)
    {
        await using var sweeps = await TestLedger.OpenAsync(
            SqliteLedgerStore.Open(new SqliteStoreOptions(Home.Database)),
            TimeProvider.System
        );
        await StoredStudy.AddAsync(sweeps, name);
    }
}
