namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>How to open an SQLite store.</summary>
/// <param name="Path">The database file. Its folder must exist.</param>
public sealed record SqliteStoreOptions(string Path)
{
    /// <summary>For processes that only read beside the writer. The file must exist.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How long to wait for another process's lock, in whole seconds, at least one.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What SQLite opens instead of <see cref="Path"/>, which error messages name; see <see cref="FrozenFile"/>.</summary>
    internal string Source { get; init; } = Path;
}
