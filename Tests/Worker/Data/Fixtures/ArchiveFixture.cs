using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Sweep.Tests.Worker.Data.Fixtures;

/// <summary>Writes valid and hostile archives.</summary>
internal static class ArchiveFixture
{
    public static TarEntry TarFile(string name, byte[] content) =>
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    public static TarEntry TarLink(TarEntryType type, string name, string target) => new PaxTarEntry(type, name) { LinkName = target };

    public static byte[] TarGz(params TarEntry[] entries)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var entry in entries)
            {
                tar.WriteEntry(entry);
            }
        }

        return target.ToArray();
    }

    /// <summary>Entries for the files of a folder, below <paramref name="root"/> in the archive.</summary>
    public static byte[] TarGzOf(string folder, string root) =>
        TarGz([
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(path => TarFile($"{root}/{Path.GetRelativePath(folder, path)}", File.ReadAllBytes(path))),
        ]);

    /// <param name="mode">Unix file type and permissions; zero writes none.</param>
    public static byte[] Zip(int mode, params (string Name, byte[] Content)[] entries)
    {
        using var target = new MemoryStream();
        using (var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
                entry.ExternalAttributes = mode << 16;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }

        return target.ToArray();
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
