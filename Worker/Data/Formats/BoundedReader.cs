using System.IO.Compression;

namespace Sweep.Worker.Data.Formats;

/// <summary>
/// Reads a file, unpacking it when its name ends in .gz, and never allocates more than the file can hold: a claimed size is
/// checked against the bytes that are there (deflate packs at most 1032 to 1), so a header cannot ask for memory.
/// </summary>
internal sealed class BoundedReader : IDisposable
{
    private const int MaximumRatio = 1032;
    private readonly string _path;
    private readonly Stream _stream;
    private readonly long _capacity;
    private long _position;

    /// <param name="stream">Disposed with the reader.</param>
    /// <param name="packedBytes">Null when the stream is not compressed and can seek.</param>
    public BoundedReader(string path, Stream stream, long? packedBytes)
    {
        _path = path;
        _stream = stream;
        _capacity = packedBytes is { } packed ? checked(packed * MaximumRatio) : stream.Length;
        IsPacked = packedBytes is not null;
    }

    private bool IsPacked { get; }

    public static BoundedReader Open(string path)
    {
        var file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new BoundedReader(path, new GZipStream(file, CompressionMode.Decompress), file.Length)
            : new BoundedReader(path, file, null);
    }

    /// <exception cref="DataException">The file ends before, or its compression is broken.</exception>
    public byte[] Read(long count)
    {
        if (count > _capacity - _position || count > Array.MaxLength)
        {
            throw Refuse(_position, $"{count} bytes should follow, more than the file can hold.");
        }

        var bytes = new byte[count];
        var read = ReadUpTo(bytes);
        _position += read;
        return read == count ? bytes : throw Refuse(_position, $"the file ends {count - read} bytes early.");
    }

    /// <summary>The rest of the file, which must be exactly this long.</summary>
    public byte[] ReadAll(long count)
    {
        var bytes = Read(count);
        return ReadUpTo(new byte[1]) == 0 ? bytes : throw Refuse(_position, "there is more after the last element.");
    }

    public DataException Refuse(long offset, string problem, Exception? inner = null) =>
        new(_path, offset, (IsPacked ? "(unpacked) " : "") + problem, inner);

    public void Dispose() => _stream.Dispose();

    private int ReadUpTo(byte[] bytes)
    {
        try
        {
            return _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw Refuse(_position, $"broken compression: {exception.Message}", exception);
        }
    }
}
