using Microsoft.Data.Sqlite;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>Explains SQLite's error codes. Source: https://sqlite.org/rescode.html</summary>
internal static class SqliteErrors
{
    public static SweepStoreException Explain(SqliteException error, string path) =>
        new(
            error.SqliteErrorCode switch
            {
                5 or 6 => $"{path} is locked by another process. Wait for it or end it, then try again.",
                8 => $"{path} cannot be written: it or its folder is read-only.",
                10 => $"{path}: reading or writing failed ({error.Message}). Is the disk full or damaged?",
                11 =>
                    $"{path} is damaged ({error.Message}). Move it away and run the sweep again: stages with a checkpoint are not repeated.",
                13 => $"{path} cannot grow: the disk is full. Make room, then try again.",
                14 => $"{path} cannot be opened. Does its folder exist, and may you write there?",
                26 => $"{path} is not a sweep store (not an SQLite database). Move it away, or use another --home.",
                _ => $"{path}: {error.Message}",
            },
            error
        );
}
