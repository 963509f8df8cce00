using MongoDB.Bson;
using MongoDB.Driver;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>The real driver, as the ledger sets it: every write for the majority and its journals, and nothing sent twice by itself.</summary>
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

        // Clients of equal settings share their connections.
        settings.ApplicationName = Guid.NewGuid().ToString();
        settings.ServerSelectionTimeout = TimeSpan.FromSeconds(30);
        _client = new MongoClient(settings);
    }

    public IMongoDatabase Database => _client.GetDatabase("ledger");

    public IMongoCollection<BsonDocument> Log => Database.GetCollection<BsonDocument>("log");

    public void Dispose() => _client.Dispose();
}
