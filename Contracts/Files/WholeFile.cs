using System.Security.Cryptography;

namespace Sweep.Contracts.Files;

/// <summary>
/// Writes a file whole or not at all: it writes to a temporary name beside the final one, then renames. A link stays a link, and its target
/// is written. An existing file keeps its permissions. A device or a pipe is written to directly.
/// </summary>
public static class WholeFile
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Writable = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Writes the file, and makes the folders that are missing.</summary>
    /// <param name="isPrivate">
    /// Only the owner may read and write the file, even if it existed with other permissions. It is on the disk when this returns.
    /// </param>
    /// <exception cref="IOException">The file cannot be written. Nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">This process has no right to write the file. Nothing has changed.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, bool isPrivate = false)
    {
        switch (FileKinds.Of(path))
        {
            case FileKind.Folder:
                throw new IOException("It is a folder.");
            case FileKind.Special:
                await using (var through = new FileStream(path, FileMode.Open, FileAccess.Write))
                    await write(through).ConfigureAwait(false);
                return;
            case FileKind.Regular:
                RefuseReadOnly(path);
                break;
            default:
                break;
        }

        var target = Target(path);
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.tmp");
        try
        {
            await using (var file = new FileStream(temporary, Options(isPrivate)))
            {
                await write(file).ConfigureAwait(false);
                file.Flush(flushToDisk: isPrivate);
            }

            if (!isPrivate && !OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <inheritdoc cref="WriteAsync(string, Func{Stream, Task}, bool)"/>
    public static void Write(string path, byte[] bytes, bool isPrivate = false) =>
        WriteAsync(
                path,
                file =>
                {
                    file.Write(bytes);
                    return Task.CompletedTask;
                },
                isPrivate
            )
            .GetAwaiter()
            .GetResult();

    /// <summary>
    /// Refuses to replace a file that nobody may write. Renaming would need only the right to its folder, and root may write anything.
    /// </summary>
    private static void RefuseReadOnly(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Writable) == 0)
            throw new UnauthorizedAccessException("It is read-only.");
        File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
    }

    /// <summary>Follows links to the file that they name, whether it exists or not.</summary>
    private static string Target(string path) =>
        Path.GetFullPath(
            (new FileInfo(path).LinkTarget is null ? null : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName) ?? path
        );

    private static FileStreamOptions Options(bool isPrivate)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (isPrivate && !OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnersAlone;
        return options;
    }
}
