using Microsoft.Data.Sqlite;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// A store in a folder without write permission, where SQLite cannot create the file that reading a WAL needs. If the log is empty, the
/// database is opened as immutable; otherwise a copy of both files is opened, which is deleted at the end.
/// </summary>
internal sealed class FrozenFile : IDisposable
{
    private const int ReadOnly = 8;
    private const int CannotOpen = 14;

    private readonly string? _copies;

    /// <exception cref="SweepStoreException">The store cannot be read or copied.</exception>
    public FrozenFile(string path)
    {
        try
        {
            var log = new FileInfo(LogOf(path));
            if (!log.Exists || log.Length == 0)
            {
                Source = $"file:{Uri.EscapeDataString(path)}?immutable=1";
                return;
            }

            _copies = Directory.CreateTempSubdirectory("sweep-store-").FullName;
            Source = Path.Combine(_copies, Path.GetFileName(path));
            File.Copy(path, Source);
            File.Copy(log.FullName, LogOf(Source));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new SweepStoreException($"{path} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The data source for SQLite to open.</summary>
    public string Source { get; } = "";

    /// <summary>Whether this error may be caused by a read-only folder.</summary>
    public static bool MayHelp(Exception error, string path) =>
        (error as SqliteException ?? error.InnerException as SqliteException)?.SqliteErrorCode is ReadOnly or CannotOpen
        && File.Exists(path);

    public void Dispose()
    {
        if (_copies is not null)
            Directory.Delete(_copies, recursive: true);
    }

    private static string LogOf(string path) => path + "-wal";
}
