using Sweep.Coordinator.Home;
using Sweep.Coordinator.Store.Mongo;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Coordinator.Store;

/// <summary>Which store to use: the home's SQLite file, another SQLite file, or a MongoDB database.</summary>
public sealed record StoreOptions
{
    public static StoreOptions Default { get; } = new();

    /// <summary>
    /// The path of an SQLite file, or a MongoDB address without a password; null uses the home's file or <see cref="AddressFile"/>.
    /// </summary>
    public string? Place { get; init; }

    /// <summary>
    /// A file whose first line is a MongoDB address, which may hold a password. It is read when the store is opened. Null when there is
    /// none.
    /// </summary>
    public string? AddressFile { get; init; }

    /// <summary>The MongoDB database; null uses the address's, or <c>sweep</c> when it names none.</summary>
    public string? Database { get; init; }

    private bool IsMongo => AddressFile is not null || (Place is not null && MongoPlace.IsAddress(Place));

    /// <summary>Contradictory or missing settings, one line each.</summary>
    /// <param name="name">The prefix of the settings' names.</param>
    public IEnumerable<string> Problems(string name = "store")
    {
        if (Place is not null && AddressFile is not null)
            yield return $"{name} and {name}-file: expected one of them, found both";
        if (AddressFile is not null && !File.Exists(AddressFile))
            yield return $"{name}-file: {AddressFile} is not there";
        if (Database is not null && !IsMongo)
            yield return $"{name}-database: applies only to MongoDB";
        if (Place is null || !MongoPlace.IsAddress(Place))
            yield break;
        if (MongoPlace.Refuse(Place) is { } refusal)
            yield return $"{name}: {refusal}";
        else if (MongoPlace.HoldsPassword(Place))
            yield return $"{name}: the address holds a password, which all users of this machine could read; write it to a file and use {name}-file";
    }

    /// <summary>False when no sweep was run yet. For MongoDB always true, because only opening can tell.</summary>
    public bool IsThere(SweepHome home) => IsMongo || File.Exists(FileOf(home));

    /// <summary>A description for people, without secrets.</summary>
    /// <exception cref="SweepStoreException">The address cannot be read, or is wrong.</exception>
    public string Describe(SweepHome home) => IsMongo ? Mongo(readOnly: true).ToString() : Place ?? home.Folder;

    /// <summary>Opens the store, and creates it unless it is only to be read.</summary>
    /// <exception cref="SweepStoreException">The store cannot be opened; the message says why.</exception>
    public async Task<ILedgerStore> OpenAsync(SweepHome home, bool readOnly, CancellationToken cancellation) =>
        IsMongo
            ? await MongoLedgerStore.OpenAsync(Mongo(readOnly), cancellation).ConfigureAwait(false)
            : SqliteLedgerStore.Open(new SqliteStoreOptions(FileOf(home)) { ReadOnly = readOnly });

    private string FileOf(SweepHome home) => Place ?? home.Database;

    private MongoStoreOptions Mongo(bool readOnly) =>
        new(AddressFile is null ? Place! : ReadAddress(AddressFile)) { Database = Database, ReadOnly = readOnly };

    private static string ReadAddress(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault()?.Trim() ?? "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepStoreException($"store-file: {file} cannot be read ({error.Message})", error);
        }
    }
}
