using System.Runtime.InteropServices;

namespace Sweep.Worker.Checkpoints;

/// <summary>What .NET's own file calls lack: a name given only if it is free, and names that outlive a loss of power.</summary>
internal static partial class DurableFiles
{
    // Linux' and macOS' numbers; EOPNOTSUPP and ENOSYS are both systems'.
    private const int PermissionDenied = 1;
    private const int NameExists = 17;
    private const int TooManyLinks = 31;
    private static readonly int[] _withoutLinks = [PermissionDenied, TooManyLinks, 38, 45, 78, 95, 102];

    /// <summary>
    /// Renames, unless the new name exists: of many at once, on one machine or on several that share the folder, one succeeds.
    /// On a file system without hard links (FAT, some network drives) two at the very same time may both succeed, and the later wins.
    /// </summary>
    /// <returns>False when the name exists; the file keeps its old name then.</returns>
    public static bool TryRename(string from, string to)
    {
        if (!OperatingSystem.IsWindows())
        {
            // rename(2) replaces what is there, and .NET's Move looks first and then renames. link(2) is atomic, also over NFS.
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

    /// <summary>Writes a folder's names to the disk: without it, a machine that loses power may forget a rename.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS keeps names in a journal of its own.
            return;
        }

        var handle = Open(folder, 0);
        if (handle >= 0)
        {
            // Some network file systems cannot, and there the server answers for it.
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
