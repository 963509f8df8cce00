using Sweep.Cli.Results;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Cli.Listing;

/// <summary>The sweeps in a home, read beside whatever process runs them.</summary>
internal sealed class HomeSource(SweepHome home, TimeProvider time) : ISweepSource
{
    /// <summary>A killed process could not note that it stopped.</summary>
    private readonly bool _isRun = HomeLock.Holder(home) is not null;

    public async Task<IReadOnlyList<SweepRow>> ListAsync(CancellationToken cancellation)
    {
        var rows = new List<SweepRow>();
        if (!File.Exists(home.Database))
            return rows;
        try
        {
            await using var store = SqliteSweepStore.Open(new SqliteStoreOptions(home.Database) { ReadOnly = true }, time);
            foreach (var sweep in await store.ReadSweepsAsync(cancellation))
                rows.Add(await ReadAsync(store, sweep, cancellation));
        }
        catch (SweepStoreException error)
        {
            throw new BadInputException(error.Message);
        }

        rows.Reverse();
        return rows;
    }

    public async Task<(SweepRow Row, string Spec)> ShowAsync(string name, CancellationToken cancellation)
    {
        try
        {
            await using var stored = await StoredSweep.OpenAsync(home, name, time, cancellation);
            return (await ReadAsync(stored.Store, stored.Sweep, cancellation), stored.Sweep.SpecText);
        }
        catch (SweepStoreException error)
        {
            throw new BadInputException(error.Message);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<SweepRow> ReadAsync(ISweepStore store, SweepRecord sweep, CancellationToken cancellation)
    {
        var row = SweepRow.Of(sweep, await store.CountAsync(sweep.Name, cancellation));
        return row.State == SweepState.Running && !_isRun ? row with { State = SweepState.Paused } : row;
    }
}
