namespace Sweep.Contracts.Files;

/// <summary>
/// Shows whether a file has changed. It follows links: a secret that Kubernetes mounts is a link into a folder that is replaced as a whole,
/// and the link itself never changes.
/// </summary>
/// <param name="Length">The length in bytes; -1 when there is no file.</param>
public readonly record struct FileStamp(DateTime Written, long Length)
{
    private static readonly FileStamp _none = new(default, -1);

    public static FileStamp Of(string path)
    {
        try
        {
            var file = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
            return file.Exists ? new FileStamp(file.LastWriteTimeUtc, file.Length) : _none;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return _none;
        }
    }
}
