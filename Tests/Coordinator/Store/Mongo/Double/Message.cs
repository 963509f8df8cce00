using System.Buffers.Binary;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>
/// MongoDB's wire protocol: OP_MSG, and OP_QUERY for the first `hello` of a connection. Any other message ends the connection.
/// </summary>
internal static class Message
{
    public const int Largest = 48_000_000;

    private const int Header = 16;
    private const int OpReply = 1;
    private const int OpQuery = 2004;
    private const int OpMsg = 2013;

    /// <exception cref="IOException">The client has disconnected or sent an invalid message.</exception>
    public static async Task<Request> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var header = new byte[Header];
        await stream.ReadExactlyAsync(header, cancellation);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < Header or > Largest)
        {
            throw new InvalidDataException($"A message has up to {Largest} bytes, not {length}.");
        }

        var body = new byte[length - Header];
        await stream.ReadExactlyAsync(body, cancellation);
        var id = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
        return BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)) switch
        {
            OpMsg => new Request(id, ReadSections(body), isQuery: false),
            OpQuery => new Request(id, ReadQuery(body), isQuery: true),
            var code => throw new InvalidDataException($"The protocol double does not implement the message {code}."),
        };
    }

    public static async Task WriteAsync(Stream stream, Request request, BsonDocument reply, CancellationToken cancellation)
    {
        var document = reply.ToBson();
        var before = request.IsQuery ? 20 : 5;
        var message = new byte[Header + before + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), request.Id);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), request.IsQuery ? OpReply : OpMsg);
        if (request.IsQuery)
        {
            // Flags, an eight-byte cursor, the reply's starting position, and the number of documents.
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(Header + 16), 1);
        }

        document.CopyTo(message, Header + before);
        await stream.WriteAsync(message, cancellation);
    }

    /// <summary>A section is either the command or a sequence of documents that belongs to one of its fields.</summary>
    private static BsonDocument ReadSections(byte[] body)
    {
        using var stream = new MemoryStream(body);
        if (BinaryPrimitives.ReadUInt32LittleEndian(body) is var flags && flags != 0)
        {
            throw new InvalidDataException($"The protocol double does not implement the message flags {flags:x}.");
        }

        stream.Position = sizeof(int);
        BsonDocument? command = null;
        var sequences = new BsonDocument();
        while (stream.Position < stream.Length)
        {
            if (stream.ReadByte() == 0)
            {
                command = ReadDocument(stream);
                continue;
            }

            var start = (int)stream.Position;
            var end = start + BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(start));
            stream.Position += sizeof(int);
            var documents = new BsonArray();
            sequences.Add(ReadName(stream), documents);
            while (stream.Position < end)
            {
                documents.Add(ReadDocument(stream));
            }
        }

        return (command ?? throw new InvalidDataException("A message has a command.")).AddRange(sequences);
    }

    private static BsonDocument ReadQuery(byte[] body)
    {
        using var stream = new MemoryStream(body);
        stream.Position = sizeof(int);
        ReadName(stream);
        stream.Position += 2 * sizeof(int);
        return ReadDocument(stream);
    }

    private static string ReadName(MemoryStream stream)
    {
        var bytes = new List<byte>();
        for (var next = stream.ReadByte(); next > 0; next = stream.ReadByte())
        {
            bytes.Add((byte)next);
        }

        return System.Text.Encoding.UTF8.GetString([.. bytes]);
    }

    private static BsonDocument ReadDocument(MemoryStream stream)
    {
        using var reader = new BsonBinaryReader(stream);
        return BsonSerializer.Deserialize<BsonDocument>(reader);
    }
}
