using MongoDB.Driver;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>Explains the driver's errors. Source of the codes: https://www.mongodb.com/docs/manual/reference/error-codes/</summary>
internal static class MongoErrors
{
    public static bool IsMongo(Exception error) =>
        error is MongoException or TimeoutException or IOException { InnerException: System.Net.Sockets.SocketException };

    public static SweepStoreException Explain(Exception error, string place, IMongoClient client) =>
        new(
            Cause(error, client) switch
            {
                MongoAuthenticationException => $"{place} refuses the user: name, password, authSource or mechanism are wrong.",
                MongoIncompatibleDriverException => $"{place} is too old: MongoDB 4.4 (wire version 9) or newer is needed.",
                MongoCommandException { Code: 18 } => $"{place} refuses the user: name, password, authSource or mechanism are wrong.",
                MongoCommandException { Code: 13 or 8000 } refusal =>
                    $"{place}: the user may not do this ({FirstLine(refusal.Message)}). It needs readWrite on the database, or read for read-only use.",
                MongoNotPrimaryException or MongoNodeIsRecoveringException => $"{place} has no primary at the moment.",
                MongoWriteConcernException
                or MongoWriteException { WriteError: null }
                or MongoBulkWriteException { WriteConcernError: not null } =>
                    $"{place}: a majority of its servers did not confirm what was written.",
                MongoBulkWriteException { WriteErrors: [var first, ..] } => $"{place}: {FirstLine(first.Message)}.",
                TimeoutException timeout when FirstLine(timeout.Message).Contains("selecting a server", StringComparison.Ordinal) =>
                    $"{place}: no writable server answered. Is it running, and is the address right?",
                TimeoutException or MongoConnectionException => $"{place} does not answer ({FirstLine(error.GetBaseException().Message)}).",
                var other => $"{place}: {FirstLine(other.Message)}",
            },
            error
        );

    /// <summary>Finds out why no server is available, which only the client's view of the cluster tells.</summary>
    private static Exception Cause(Exception error, IMongoClient client)
    {
        var candidates = new List<Exception>();
        for (Exception? at = error; at is not null; at = at.InnerException)
            candidates.Add(at);
        if (error is TimeoutException)
            candidates.AddRange(client.Cluster.Description.Servers.Select(server => server.HeartbeatException).OfType<Exception>());
        return candidates.Find(cause => cause is MongoAuthenticationException or MongoIncompatibleDriverException or MongoCommandException)
            ?? error;
    }

    private static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd('.', ' ', '\r');
}
