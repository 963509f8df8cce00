using MongoDB.Driver;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>What an address says.</summary>
public static class MongoPlace
{
    public static bool IsAddress(string text) =>
        text.StartsWith("mongodb://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when it can be used; else why not, without the address.</summary>
    public static string? Refuse(string address)
    {
        try
        {
            _ = MongoUrl.Create(address);
            return null;
        }
        catch (Exception error) when (error is MongoConfigurationException or FormatException or ArgumentException)
        {
            return "expected mongodb://[USER:PASSWORD@]HOST[:PORT][,…][/DATABASE][?OPTIONS]; in a user and a password all but letters and digits are written as %XX";
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
        // An append that may have got through is made again by its caller, who knows how to tell; servers without sessions refuse the driver's way.
        settings.RetryWrites = false;
        if (!options.Address.Contains("serverSelectionTimeoutMS", StringComparison.OrdinalIgnoreCase))
            settings.ServerSelectionTimeout = options.Patience;
        if (!options.Address.Contains("socketTimeoutMS", StringComparison.OrdinalIgnoreCase))
            settings.SocketTimeout = options.Silence;
        // Clients share their connections, and the end of them, unless something of each is its own.
        settings.ClusterConfigurator = _ => GC.KeepAlive(options);
        return new MongoClient(settings);
    }
}
