using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>
/// The tables of the most recently queried sweeps, as many as fit into a memory limit. However many callers wait for a table, it is read
/// once, and one table is read at a time. Reading stops when nobody waits for it any more.
/// </summary>
internal sealed class ResultTables(SweepReader sweeps, long mostBytes = ResultTables.UsualBytes) : IDisposable
{
    /// <summary>About eight tables of a million trials.</summary>
    public const long UsualBytes = 1L << 30;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _loading = new(1, 1);

    /// <summary>The most recently used entry is last.</summary>
    private readonly List<Entry> _entries = [];

    /// <summary>For tests: the number of tables kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    /// <summary>A sweep's table, updated to the store's current state.</summary>
    /// <exception cref="SweepStoreException">The store does not work.</exception>
    public async Task<LiveTable> OpenAsync(SweepRecord sweep, CancellationToken cancellation)
    {
        var entry = Use(sweep);
        try
        {
            var table = await entry.Table.WaitAsync(cancellation).ConfigureAwait(false);
            await table.RefreshAsync(sweep, cancellation).ConfigureAwait(false);
            return table;
        }
        finally
        {
            Leave(entry);
        }
    }

    public void Dispose() => _loading.Dispose();

    private Entry Use(SweepRecord sweep)
    {
        lock (_gate)
        {
            var entry = _entries.Find(known => known.Sweep.Name == sweep.Name);
            if (entry is not null && entry.Sweep.Number != sweep.Number)
            {
                _entries.Remove(entry);
                entry = null;
            }

            if (entry is null)
            {
                entry = new Entry(sweep);
                var end = entry.End.Token;
                entry.Table = Task.Run(() => LoadAsync(sweep, end), end);
            }

            _entries.Remove(entry);
            _entries.Add(entry);
            entry.Waiting++;
            return entry;
        }
    }

    private void Leave(Entry entry)
    {
        lock (_gate)
        {
            entry.Waiting--;
            if (!entry.Table.IsCompletedSuccessfully && (entry.Waiting == 0 || entry.Table.IsCompleted))
            {
                _entries.Remove(entry);
                entry.End.Cancel();
                return;
            }

            // A table that is dropped lives until its last query is answered.
            var bytes = 0L;
            for (var i = _entries.Count - 1; i >= 0; i--)
            {
                bytes += _entries[i].Table.IsCompletedSuccessfully ? _entries[i].Table.Result.Bytes : 0;
                if (bytes > mostBytes && i < _entries.Count - 1 && _entries[i].Waiting == 0)
                    _entries.RemoveAt(i);
            }
        }
    }

    private async Task<LiveTable> LoadAsync(SweepRecord sweep, CancellationToken cancellation)
    {
        await _loading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await LiveTable.LoadAsync(sweeps, sweep, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _loading.Release();
        }
    }

    private sealed class Entry(SweepRecord sweep)
    {
        public SweepRecord Sweep => sweep;

        public CancellationTokenSource End { get; } = new();

        public Task<LiveTable> Table { get; set; } = null!;

        public int Waiting { get; set; }
    }
}
