using Sweep.Worker.Data.Archives;
using Sweep.Worker.Data.Downloads;

namespace Sweep.Worker.Data.Verification;

/// <summary>
/// Writes and checks <c>SHA256SUMS</c> in a pulled folder, in the format of <c>sha256sum</c>. Archives have published checksums, but the
/// files in them mostly have not.
/// </summary>
internal static class FolderChecksums
{
    private const string FileName = "SHA256SUMS";

    public static async Task WriteAsync(string folder, CancellationToken cancellation)
    {
        var lines = new List<string>();
        cancellation.ThrowIfCancellationRequested();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            lines.Add($"{Checksum.ComputeSha256(path)}  {name}");
        }

        await File.WriteAllLinesAsync(Path.Combine(folder, FileName), lines, cancellation);
    }

    /// <returns>How many files were compared; zero when the folder has no list.</returns>
    public static async Task<int> VerifyAsync(string folder, CancellationToken cancellation)
    {
        var list = Path.Combine(folder, FileName);
        if (!File.Exists(list))
        {
            return 0;
        }

        var count = 0;
        foreach (var line in await File.ReadAllLinesAsync(list, cancellation))
        {
            var path = line.Length > 66 ? ArchivePath.Resolve(folder, line[66..]) : null;
            if (path is null || !File.Exists(path))
            {
                throw new DataException($"{list}, line {count + 1}: there is no such file in the folder: {line}");
            }

            await Checksum.Sha256(line[..64]).VerifyAsync(path, cancellation);
            count++;
        }

        return count;
    }
}
