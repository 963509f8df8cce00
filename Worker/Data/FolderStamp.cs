using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Worker.Data;

/// <summary>Hash of the sizes and times of a data set's files: tells that they were replaced without reading them again.</summary>
internal static class FolderStamp
{
    public static string Of(DatasetEntry entry, string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in entry.Files.SelectMany(file => Files(DatasetEntry.Find(folder, file)!)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<FileInfo> Files(string path)
    {
        if (File.Exists(path))
        {
            return [new FileInfo(path)];
        }

        return new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal);
    }
}
