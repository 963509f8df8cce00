using Sweep.Contracts.Checkpoints;

namespace Sweep.Worker.Checkpoints.S3;

/// <summary>
/// Keeps checkpoints of a remote store as files on this machine, which its workers share. Each file is named after the checkpoint and the
/// version that the store gave it, so that a replaced checkpoint is not confused with its successor. When the files exceed the limit, the
/// least recently used are deleted.
/// </summary>
internal sealed class CheckpointCache
{
    private const string Temporary = ".tmp";

    /// <summary>A temporary file this old was left by a process that died.</summary>
    private static readonly TimeSpan _leftoverAge = TimeSpan.FromDays(1);

    private readonly string _folder;
    private readonly long _limit;
    private readonly TimeProvider _time;

    /// <param name="limit">The most bytes that are kept; zero keeps nothing.</param>
    public CheckpointCache(string folder, long limit, TimeProvider time)
    {
        (_folder, _limit, _time) = (Directory.CreateDirectory(folder).FullName, limit, time);
        foreach (
            var file in new DirectoryInfo(_folder).EnumerateFiles("*" + Temporary).Where(file => file.LastWriteTimeUtc < Now - _leftoverAge)
        )
        {
            Discard(file.FullName);
        }
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    /// <summary>A name for a new file. The caller writes it, and then either keeps or deletes it.</summary>
    public string NewFile() => Path.Combine(_folder, $"{Guid.NewGuid():N}{Temporary}");

    /// <summary>Null when this version is not in the cache. The caller disposes the stream.</summary>
    public FileStream? Open(CheckpointName name, string version)
    {
        var path = PathOf(name, version);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            File.SetLastWriteTimeUtc(path, Now);
            return stream;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Moves a file from <see cref="NewFile"/> into the cache, and deletes the least recently used files beyond the limit.
    /// </summary>
    public void Keep(CheckpointName name, string version, string file)
    {
        var path = PathOf(name, version);
        File.SetLastWriteTimeUtc(file, Now);
        File.Move(file, path, overwrite: true);
        var left = _limit;
        foreach (
            var kept in new DirectoryInfo(_folder)
                .EnumerateFiles()
                .Where(kept => kept.Extension != Temporary)
                .OrderByDescending(kept => kept.LastWriteTimeUtc)
                .ToList()
        )
        {
            left -= kept.Length;
            if (left < 0)
                Discard(kept.FullName);
        }
    }

    /// <summary>Deletes a file. Another process may do the same at once; a reader of the file can finish reading it.</summary>
    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A file that cannot be deleted only takes space.
        }
    }

    private string PathOf(CheckpointName name, string version) =>
        Path.Combine(_folder, $"{Path.GetFileName(name.ToString())}.{string.Concat(version.Where(char.IsAsciiLetterOrDigit))}");
}
