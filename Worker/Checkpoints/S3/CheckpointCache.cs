using Sweep.Contracts.Checkpoints;

namespace Sweep.Worker.Checkpoints.S3;

/// <summary>
/// Checkpoints of a store far away, as files of this machine that its workers share: each under its name and the version that the store gave
/// it, so that one that was replaced is not taken for another. When they take more than the limit, those go that were not used for longest.
/// </summary>
internal sealed class CheckpointCache
{
    private const string Temporary = ".tmp";

    /// <summary>A temporary file this old was left behind by a process that died.</summary>
    private static readonly TimeSpan _leftoverAge = TimeSpan.FromDays(1);

    private readonly string _folder;
    private readonly long _limit;
    private readonly TimeProvider _time;

    /// <param name="limit">Bytes; zero keeps nothing.</param>
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

    /// <summary>A file to write to; whoever asks either keeps or deletes it.</summary>
    public string NewFile() => Path.Combine(_folder, $"{Guid.NewGuid():N}{Temporary}");

    /// <summary>Null when it is not kept here. The caller disposes the stream.</summary>
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

    /// <summary>Takes a file from <see cref="NewFile"/>, and makes room.</summary>
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

    /// <summary>Another process may do the same. Whoever reads the file goes on with it.</summary>
    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What cannot be deleted takes room, and nothing else.
        }
    }

    private string PathOf(CheckpointName name, string version) =>
        Path.Combine(_folder, $"{Path.GetFileName(name.ToString())}.{string.Concat(version.Where(char.IsAsciiLetterOrDigit))}");
}
