using System.Text;
using Sweep.Contracts.Files;

namespace Sweep.Worker.Data.Formats;

/// <summary>Recognises by its first bytes a file that is not what it should be, such as a web page in place of a data set's file.</summary>
internal static class ForeignFile
{
    private const int Beginning = 128;

    /// <returns>
    /// What the file is and what to do, as the continuation of "PATH is "; null when the file is not recognised as a wrong one.
    /// </returns>
    public static string? Describe(string path)
    {
        try
        {
            return FileKinds.Of(path) switch
            {
                FileKind.Folder => "a folder, where a file is expected.",
                FileKind.None => new FileInfo(path).LinkTarget is { } target ? $"a link to {target}, where nothing is." : null,
                FileKind.Special => "a device or a pipe, where a file is expected.",
                _ => Recognise(Read(path), Path.GetExtension(path)),
            };
        }
        catch (UnauthorizedAccessException)
        {
            return "there, but may not be read by this user.";
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string? Recognise(ReadOnlySpan<byte> bytes, string extension)
    {
        var text = Encoding.Latin1.GetString(bytes).TrimStart();
        if (bytes.IsEmpty)
            return "empty.";
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return "a git-LFS pointer: the file itself was not fetched. Fetch it with: git lfs pull";
        if (
            text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<?xml", StringComparison.Ordinal)
        )
        {
            return "a web page, which servers send in place of a file that needs a login or no longer exists. Download it again.";
        }

        if (text.StartsWith("MATLAB 7.3", StringComparison.Ordinal))
            return "a MATLAB 7.3 file (HDF5), which is not read here. Save it with: save -v7";
        if (text.StartsWith("PK\x03\x04", StringComparison.Ordinal) && extension != ".zip")
            return "a ZIP archive, or a file of PyTorch's. Unpack it; weights are read as safetensors alone.";
        if (bytes is [0x1f, 0x8b, ..] && extension != ".gz")
            return "compressed with gzip. Unpack it, or give it its name ending in .gz.";
        if (bytes is [0x80, >= 2 and <= 5, ..] && extension is not ".bin")
            return "a Python pickle, which is never read here. Weights are read as safetensors.";
        return null;
    }

    private static byte[] Read(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[Beginning];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
