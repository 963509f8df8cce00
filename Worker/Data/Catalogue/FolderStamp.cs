using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Worker.Data.Catalogue;

/// <summary>
/// Hashes the sizes, times and inodes of a data set's files, to detect that they were replaced without reading them. It also detects
/// replacements whose modification times were set to the old ones.
/// </summary>
internal static partial class FolderStamp
{
    private const int CurrentFolder = -100;
    private const uint BasicStats = 0x7ff;

    public static string Compute(DatasetEntry entry, string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in entry.Files.SelectMany(file => Files(DatasetOpening.Find(folder, file)!)))
        {
            hash.AppendData(
                Encoding.UTF8.GetBytes(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks} {InodeOf(file)}\n"
                    )
                )
            );
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The file's inode and its change time, which no program can set; empty where the system offers neither.</summary>
    private static string InodeOf(FileInfo file)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "";
        }

        // Linux's struct statx is the same on all processors: 256 bytes, with the inode at 32 and the change time's seconds and nanoseconds
        // at 96.
        Span<byte> status = stackalloc byte[256];
        return Statx(CurrentFolder, file.FullName, 0, BasicStats, ref MemoryMarshal.GetReference(status)) == 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{BitConverter.ToUInt64(status[32..])} {BitConverter.ToInt64(status[96..])} {BitConverter.ToUInt32(status[104..])}"
            )
            : "";
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte status);

    private static IEnumerable<FileInfo> Files(string path)
    {
        if (File.Exists(path))
        {
            return [new FileInfo(path)];
        }

        return new DirectoryInfo(path)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .OrderBy(file => file.FullName, StringComparer.Ordinal);
    }
}
