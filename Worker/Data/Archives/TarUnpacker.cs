using System.Formats.Tar;
using System.IO.Compression;

namespace Sweep.Worker.Data.Archives;

/// <summary>Unpacks gzipped tar files. Offsets in errors are positions in the unpacked tar.</summary>
internal static class TarUnpacker
{
    // An entry has a header of 512 bytes, often a second one with a long name, and is padded to a multiple of 512.
    private const int Overhead = 4 * 512;

    public static void Unpack(string path, string folder, UnpackLimits limits, CancellationToken cancellation)
    {
        using var unpacked = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var metered = new MeteredStream(path, unpacked, limits.Bytes + ((long)limits.Entries * Overhead));
        using var tar = new TarReader(metered);
        var writer = new EntryWriter(path, folder, limits);
        for (var offset = 0L; tar.GetNextEntry() is { } entry; offset = metered.Position)
        {
            cancellation.ThrowIfCancellationRequested();
            switch (entry.EntryType)
            {
                case TarEntryType.Directory:
                    writer.AddFolder(entry.Name, offset);
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    writer.AddFile(entry.Name, offset, entry.Length, entry.DataStream, cancellation);
                    break;
                case TarEntryType.GlobalExtendedAttributes:
                    break;
                default:
                    throw writer.Refuse(entry.Name, offset, $"of type {entry.EntryType}");
            }
        }
    }
}
