using Microsoft.Data.Sqlite;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// A store in a folder that may be read but not written, where SQLite cannot make the file that its log needs. Without anything in the log
/// the database is read as one that never changes; with something, a copy of both is, which is removed in the end.
/// </summary>
internal sealed class FrozenFile : IDisposable
{
    private const int ReadOnly = 8;
    private const int CannotOpen = 14;

    private readonly string? _copies;

    /// <exception cref="SweepStoreException">It cannot be read, or not be copied.</exception>
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

    /// <summary>What SQLite is to open.</summary>
    public string Source { get; } = "";

    /// <summary>Whether this error may come from where the file is.</summary>
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
