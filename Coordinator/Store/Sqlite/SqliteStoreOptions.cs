namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>Where and how the store is opened.</summary>
/// <param name="Path">The database file; its folder exists.</param>
public sealed record SqliteStoreOptions(string Path)
{
    /// <summary>For processes that only read beside the one that writes; the file exists then.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How long a lock of another process is waited for; whole seconds, at least one.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What SQLite is to open in place of <see cref="Path"/>, which is said in errors; see <see cref="FrozenFile"/>.</summary>
    internal string Source { get; init; } = Path;
}
