using System.IO.Compression;

namespace Sweep.Worker.Data.Archives;

internal static class ZipUnpacker
{
    private const int UnixTypeMask = 0xf000;
    private const int UnixFile = 0x8000;
    private const int UnixFolder = 0x4000;

    public static void Unpack(string path, string folder, UnpackLimits limits, CancellationToken cancellation)
    {
        using var file = File.OpenRead(path);
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        var writer = new EntryWriter(path, folder, limits);
        foreach (var entry in zip.Entries)
        {
            cancellation.ThrowIfCancellationRequested();

            // Opening an entry moves to its data, which is the position that errors give.
            using var content = entry.Open();
            var offset = file.Position;
            if ((entry.ExternalAttributes >> 16 & UnixTypeMask) is not (0 or UnixFile or UnixFolder))
            {
                throw writer.Refuse(entry.FullName, offset, "a link or a device");
            }

            if (entry.FullName.EndsWith('/'))
            {
                writer.AddFolder(entry.FullName, offset);
            }
            else
            {
                writer.AddFile(entry.FullName, offset, entry.Length, content, cancellation);
            }
        }
    }
}
