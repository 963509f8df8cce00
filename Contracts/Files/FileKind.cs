using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sweep.Contracts.Files;

/// <summary>Says what is behind a name in the file system.</summary>
public enum FileKind
{
    /// <summary>There is nothing, or a link to nothing.</summary>
    None,
    Regular,
    Folder,

    /// <summary>It is a device, a pipe or a socket: a program writes to it and never replaces it.</summary>
    Special,
}

/// <summary>Finds the kind of a file, which .NET does not tell in full.</summary>
public static partial class FileKinds
{
    private const int InCurrentFolder = -100;
    private const uint TypeOnly = 1;

    // These describe struct statx of linux/stat.h, which is the same on every processor.
    private const int StructLength = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int FolderType = 0x4000;

    /// <summary>Finds the kind behind all links. Outside Linux it takes a special file for a regular one.</summary>
    public static FileKind Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            var found = new byte[StructLength];
            if (Statx(InCurrentFolder, path, 0, TypeOnly, found) != 0)
                return FileKind.None;
            return (BinaryPrimitives.ReadUInt16LittleEndian(found.AsSpan(ModeOffset)) & TypeMask) switch
            {
                RegularType => FileKind.Regular,
                FolderType => FileKind.Folder,
                _ => FileKind.Special,
            };
        }

        return File.Exists(path) ? FileKind.Regular
            : Directory.Exists(path) ? FileKind.Folder
            : FileKind.None;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] found);
}
