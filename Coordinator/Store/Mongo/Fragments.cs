using System.Security.Cryptography;
using MongoDB.Bson;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>Changes in documents for the log, <c>{stages: […], results: […], …}</c>: as many as it takes, one of them in memory at a time.</summary>
internal static class Fragments
{
    /// <param name="limit">Bytes after which the next begins.</param>
    /// <param name="part">Takes one that is full.</param>
    /// <returns>The last one, a hash of all, and the changes as they are sent; or as they were, when there was more than one.</returns>
    public static async Task<(BsonDocument Last, byte[] Hash, Changes Changes)> WriteAsync(Changes changes, int limit, Func<BsonDocument, Task> part)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (current, bytes, isOne) = (new List<Change>(), 0, true);
        foreach (var (kind, document) in changes.All)
        {
            var written = document.ToBson();
            hash.AppendData([(byte)kind, .. written]);
            if (bytes > 0 && bytes + written.Length > limit)
            {
                await part(ToDocument(current)).ConfigureAwait(false);
                (bytes, isOne) = (0, false);
                current.Clear();
            }

            bytes += written.Length;
            current.Add(new Change(kind, new RawBsonDocument(written)));
        }

        return (ToDocument(current), hash.GetHashAndReset(), isOne ? Changes.Of(current) : changes);
    }

    public static Changes Read(BsonDocument from) => new(from.Select(kind =>
        KeyValuePair.Create(Enum.Parse<Kind>(kind.Name, ignoreCase: true), kind.Value.AsBsonArray.Select(document => document.AsBsonDocument))));

    private static BsonDocument ToDocument(List<Change> changes) =>
        new(changes.GroupBy(change => change.Kind).Select(kind => new BsonElement(kind.Key.ToString().ToLowerInvariant(), new BsonArray(kind.Select(change => change.Document)))));
}
