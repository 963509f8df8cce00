using System.IO.Compression;

namespace Sweep.Worker.Data.Formats;

/// <summary>
/// Reads a file, unpacking it when its name ends in .gz, and never allocates more than the file can hold. It checks a claimed size against
/// the file's size (deflate compresses at most 1032 to 1), so a forged header cannot exhaust the memory.
/// </summary>
internal sealed class BoundedReader : IDisposable
{
    private const int MaximumRatio = 1032;
    private readonly Stream _stream;
    private readonly long _capacity;

    /// <param name="stream">Disposed with the reader.</param>
    /// <param name="packedBytes">The compressed size; null when the stream is not compressed and can seek.</param>
    public BoundedReader(string path, Stream stream, long? packedBytes)
    {
        Name = path;
        _stream = stream;
        _capacity = packedBytes is { } packed ? checked(packed * MaximumRatio) : stream.Length;
        IsPacked = packedBytes is not null;
    }

    public string Name { get; }

    /// <summary>Unpacked bytes read so far.</summary>
    public long Position { get; private set; }

    private bool IsPacked { get; }

    public static BoundedReader Open(string path)
    {
        var file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new BoundedReader(path, new GZipStream(file, CompressionMode.Decompress), file.Length)
            : new BoundedReader(path, file, null);
    }

    /// <exception cref="DataException">The file ends too early, or its compression is broken.</exception>
    public byte[] Read(long count)
    {
        if (count > _capacity - Position || count > Array.MaxLength)
        {
            throw IsPacked
                ? Refuse(Position, $"{count} bytes should follow, more than the file can hold.")
                : Refuse(_capacity, $"the file ends {count - (_capacity - Position)} bytes early.");
        }

        var bytes = new byte[count];
        var read = ReadUpTo(bytes);
        Position += read;
        return read == count ? bytes : throw Refuse(Position, $"the file ends {count - read} bytes early.");
    }

    /// <summary>Reads the rest of the file, which must be exactly this long.</summary>
    public byte[] ReadAll(long count)
    {
        var bytes = Read(count);
        ExpectEnd(padding: 0);
        return bytes;
    }

    /// <summary>Checks that nothing but padding follows. Reaching the end also makes a compressed stream verify its checksum.</summary>
    public void ExpectEnd(int padding)
    {
        if (ReadUpTo(new byte[padding + 1]) > padding)
        {
            throw Refuse(Position + padding, "there is more after the last element.");
        }
    }

    public DataException Refuse(long offset, string problem, Exception? inner = null) =>
        new(Name, offset, (IsPacked ? "(unpacked) " : "") + problem, inner);

    public void Dispose() => _stream.Dispose();

    private int ReadUpTo(byte[] bytes)
    {
        try
        {
            return _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw Refuse(Position, $"broken compression: {exception.Message}", exception);
        }
    }
}
