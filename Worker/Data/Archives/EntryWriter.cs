namespace Sweep.Worker.Data.Archives;

/// <summary>Writes the entries of one archive and counts them and their bytes.</summary>
internal sealed class EntryWriter(string archive, string folder, UnpackLimits limits)
{
    private readonly byte[] _buffer = new byte[1 << 17];
    private long _bytes;
    private int _entries;

    public void AddFolder(string name, long offset) => Directory.CreateDirectory(Resolve(name, offset));

    /// <param name="length">The length in bytes that the archive claims; a file of another length is refused.</param>
    public void AddFile(string name, long offset, long length, Stream? content, CancellationToken cancellation)
    {
        var path = Resolve(name, offset);
        if (length < 0 || length > limits.Bytes - _bytes)
        {
            throw new DataException(
                archive,
                offset,
                $"'{name}' claims {length} bytes; the archive should not unpack to more than {limits.Bytes}."
            );
        }

        _bytes += length;
        if (Path.Exists(path))
        {
            throw new DataException(archive, offset, $"'{name}' is there twice.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        for (int read; (read = content?.Read(_buffer) ?? 0) > 0; )
        {
            cancellation.ThrowIfCancellationRequested();
            length -= read;
            if (length < 0)
            {
                break;
            }

            file.Write(_buffer, 0, read);
        }

        if (length != 0)
        {
            throw new DataException(archive, offset, $"'{name}' has {(length < 0 ? "more" : "fewer")} bytes than it claims.");
        }
    }

    public DataException Refuse(string name, long offset, string kind) =>
        new(archive, offset, $"'{name}' is {kind}: only files and folders are unpacked.");

    private string Resolve(string name, long offset)
    {
        if (++_entries > limits.Entries)
        {
            throw new DataException(archive, offset, $"more than {limits.Entries} entries.");
        }

        return ArchivePath.Resolve(folder, name)
            ?? throw new DataException(archive, offset, $"'{Printable(name)}' leads out of the folder or is not a relative path.");
    }

    private static string Printable(string name) => string.Concat(name.Take(100).Select(c => char.IsControl(c) ? '?' : c));
}
