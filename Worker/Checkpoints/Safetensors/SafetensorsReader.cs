using static TorchSharp.torch;

namespace Sweep.Worker.Checkpoints.Safetensors;

/// <summary>Reads tensors from a safetensors file, one at a time and in any order. Owns the stream.</summary>
public sealed class SafetensorsReader : IDisposable
{
    /// <summary>Bytes read in one call; a span cannot be longer than 2 GiB.</summary>
    private const long ChunkBytes = 1 << 26;

    private readonly Stream _stream;
    private readonly SafetensorsHeader _header;

    /// <param name="stream">A stream that can seek; it is read from its start.</param>
    /// <param name="file">The file's name, for error messages.</param>
    /// <exception cref="CheckpointException">The file is not a whole, consistent safetensors file.</exception>
    public SafetensorsReader(Stream stream, string file)
    {
        _stream = stream;
        File = file;
        stream.Position = 0;
        _header = SafetensorsHeader.Read(stream, file);
    }

    public string File { get; }

    public IReadOnlyDictionary<string, TensorEntry> Entries => _header.Entries;

    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <exception cref="CheckpointException">The file does not exist, or it cannot be used.</exception>
    public static SafetensorsReader Open(string path)
    {
        Stream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, e.Message, inner: e);
        }

        try
        {
            return new SafetensorsReader(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a new tensor on the CPU, with the type and shape that the file gives.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, or the file has become shorter.</exception>
    public Tensor Read(string name)
    {
        var entry = Entry(name);
        var tensor = empty([.. entry.Shape], TensorTypes.Type(entry.Type));
        _stream.Position = _header.DataOffset + entry.Begin;
        try
        {
            TensorBytes.ForEachChunk(tensor, ChunkBytes, bytes => _stream.ReadExactly(bytes));
        }
        catch (EndOfStreamException e)
        {
            tensor.Dispose();
            throw new CheckpointException(File, "the file ends within it.", name, _stream.Position, e);
        }

        return tensor;
    }

    /// <summary>Fills a tensor of the same shape, converting to its type and device.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, or it has another shape.</exception>
    public void ReadInto(string name, Tensor destination)
    {
        var entry = Entry(name);
        if (!entry.Shape.SequenceEqual(destination.shape))
        {
            throw new CheckpointException(
                File,
                $"its shape is {entry.ShapeText}, but [{string.Join(", ", destination.shape)}] is needed.",
                name,
                _header.DataOffset + entry.Begin
            );
        }

        using var guard = no_grad();
        using var tensor = Read(name);
        destination.copy_(tensor);
    }

    public void Dispose() => _stream.Dispose();

    private TensorEntry Entry(string name) =>
        Entries.TryGetValue(name, out var entry)
            ? entry
            : throw new CheckpointException(File, $"there is no such tensor. There are {Entries.Count}: {Some(Entries.Keys)}.", name);

    private static string Some(IEnumerable<string> names)
    {
        var first = names.Order(StringComparer.Ordinal).Take(11).ToList();
        return string.Join(", ", first.Take(10)) + (first.Count > 10 ? ", …" : "");
    }
}
