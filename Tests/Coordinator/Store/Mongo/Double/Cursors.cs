using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>
/// Answers that are returned in several batches. As in MongoDB, later batches may contain documents written after the first.
/// </summary>
internal sealed class Cursors
{
    private readonly Dictionary<long, Cursor> _open = [];
    private long _last;

    public int Open => _open.Count;

    public BsonDocument First(string collection, IEnumerable<BsonDocument> documents, int? batch, bool single = false)
    {
        var cursor = new Cursor(collection, documents.GetEnumerator());
        var first = cursor.Take(batch ?? 101);
        var id = cursor.IsOver || single ? 0 : ++_last;
        if (id != 0)
        {
            _open.Add(id, cursor);
        }

        return Reply(id, collection, "firstBatch", first);
    }

    public BsonDocument Next(long id, string collection, int? batch)
    {
        if (!_open.TryGetValue(id, out var cursor) || cursor.Collection != collection)
        {
            throw new CommandException(43, $"The cursor {id} of {collection} was not found.");
        }

        var next = cursor.Take(batch is null or 0 ? int.MaxValue : batch.Value);
        if (cursor.IsOver)
        {
            _open.Remove(id);
        }

        return Reply(cursor.IsOver ? 0 : id, collection, "nextBatch", next);
    }

    public bool Kill(long id) => _open.Remove(id);

    public void Clear() => _open.Clear();

    private static BsonDocument Reply(long id, string collection, string name, BsonArray batch) =>
        new(
            "cursor",
            new BsonDocument
            {
                { name, batch },
                { "id", id },
                { "ns", collection },
            }
        );

    private sealed class Cursor(string collection, IEnumerator<BsonDocument> rest)
    {
        private RawBsonDocument? _next = Read(rest);

        public string Collection => collection;

        public bool IsOver => _next is null;

        /// <summary>As many documents as fit into one reply, and at least one.</summary>
        public BsonArray Take(int count)
        {
            var taken = new BsonArray();
            for (var size = 0; taken.Count < count && _next is not null; _next = Read(rest))
            {
                size += _next.Slice.Length;
                if (size > StoredCollection.LargestDocument && taken.Count > 0)
                {
                    break;
                }

                taken.Add(_next);
            }

            return taken;
        }

        private static RawBsonDocument? Read(IEnumerator<BsonDocument> rest) =>
            rest.MoveNext() ? new RawBsonDocument(rest.Current.ToBson()) : null;
    }
}
