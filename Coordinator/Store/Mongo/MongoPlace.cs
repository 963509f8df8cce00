using MongoDB.Driver;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>Reads a store's address.</summary>
public static class MongoPlace
{
    public static bool IsAddress(string text) =>
        text.StartsWith("mongodb://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Why the address cannot be used, without repeating it; null when it can.</summary>
    public static string? Refuse(string address)
    {
        try
        {
            _ = MongoUrl.Create(address);
            return null;
        }
        catch (Exception error) when (error is MongoConfigurationException or FormatException or ArgumentException)
        {
            return "expected mongodb://[USER:PASSWORD@]HOST[:PORT][,…][/DATABASE][?OPTIONS]; in user and password, write every character except letters and digits as %XX";
        }
    }

    public static bool HoldsPassword(string address) => Refuse(address) is null && MongoUrl.Create(address).Password is not null;

    internal static string DatabaseOf(MongoStoreOptions options) =>
        options.Database ?? MongoUrl.Create(options.Address).DatabaseName ?? MongoStoreOptions.DefaultDatabase;

    internal static string Describe(MongoStoreOptions options) =>
        Refuse(options.Address) is null
            ? $"mongodb://{string.Join(",", MongoUrl.Create(options.Address).Servers)}/{DatabaseOf(options)}"
            : "mongodb";

    internal static MongoClient Connect(MongoStoreOptions options)
    {
        if (Refuse(options.Address) is { } refusal)
            throw new SweepStoreException($"The store's address is wrong: {refusal}.");
        var settings = MongoClientSettings.FromConnectionString(options.Address);
        settings.ApplicationName ??= "sweep";
        // The driver must not retry writes: the caller repeats an append of unknown outcome and can tell whether it was stored, and servers
        // without sessions refuse the driver's retries.
        settings.RetryWrites = false;
        if (!options.Address.Contains("serverSelectionTimeoutMS", StringComparison.OrdinalIgnoreCase))
            settings.ServerSelectionTimeout = options.Patience;
        if (!options.Address.Contains("socketTimeoutMS", StringComparison.OrdinalIgnoreCase))
            settings.SocketTimeout = options.Silence;
        // Clients with equal settings share connections and their disposal, so each client gets a setting of its own.
        settings.ClusterConfigurator = _ => GC.KeepAlive(options);
        return new MongoClient(settings);
    }
}
