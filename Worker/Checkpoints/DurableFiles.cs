using System.Runtime.InteropServices;

namespace Sweep.Worker.Checkpoints;

/// <summary>File operations that .NET lacks: renaming only to a free name, and names that survive a loss of power.</summary>
internal static partial class DurableFiles
{
    // Error numbers of Linux and macOS. The list of file systems without hard links holds EOPNOTSUPP and ENOSYS of both.
    private const int PermissionDenied = 1;
    private const int NameExists = 17;
    private const int TooManyLinks = 31;
    private static readonly int[] _withoutLinks = [PermissionDenied, TooManyLinks, 38, 45, 78, 95, 102];

    /// <summary>
    /// Renames a file unless the new name exists. When several processes do so at once, on one machine or on machines that share the
    /// folder, one of them succeeds. On a file system without hard links (FAT, some network drives) two may succeed at the same moment, and
    /// the later one wins.
    /// </summary>
    /// <returns>False when the new name exists; the file then keeps its old name.</returns>
    public static bool TryRename(string from, string to)
    {
        if (!OperatingSystem.IsWindows())
        {
            // rename(2) replaces an existing file, and .NET's Move first checks and then renames. link(2) is atomic, also over NFS.
            if (Link(from, to) == 0)
            {
                File.Delete(from);
                return true;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == NameExists)
            {
                return false;
            }

            if (!_withoutLinks.Contains(error))
            {
                throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{to}'", error);
            }
        }

        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    /// <summary>Writes a folder's names to the disk. Without it a machine that loses power may forget a rename.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS keeps names in its own journal.
            return;
        }

        var handle = Open(folder, 0);
        if (handle >= 0)
        {
            // Some network file systems do not support it; there the server is responsible.
            _ = Fsync(handle);
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
