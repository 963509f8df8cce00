using MongoDB.Bson;
using MongoDB.Driver;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>
/// The real driver with the ledger's settings: every write waits for the majority and its journals, and the driver repeats nothing.
/// </summary>
internal sealed class DoubleClient : IDisposable
{
    private readonly MongoClient _client;

    public DoubleClient(string connectionString, bool retryWrites = false)
    {
        var settings = MongoClientSettings.FromConnectionString(connectionString);
        settings.WriteConcern = WriteConcern.WMajority.With(journal: true);
        settings.ReadConcern = ReadConcern.Majority;
        settings.RetryReads = false;
        settings.RetryWrites = retryWrites;

        // Clients with equal settings share their connections.
        settings.ApplicationName = Guid.NewGuid().ToString();
        settings.ServerSelectionTimeout = TimeSpan.FromSeconds(30);
        _client = new MongoClient(settings);
    }

    public IMongoDatabase Database => _client.GetDatabase("ledger");

    public IMongoCollection<BsonDocument> Log => Database.GetCollection<BsonDocument>("log");

    public void Dispose() => _client.Dispose();
}
