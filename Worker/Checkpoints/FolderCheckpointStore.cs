using System.Runtime.CompilerServices;
using Sweep.Contracts.Checkpoints;

namespace Sweep.Worker.Checkpoints;

/// <summary>
/// Stores checkpoints as files in one folder, which many processes and machines may share. A file is written under a temporary name beside
/// its final one, flushed to the disk and then renamed.
/// </summary>
public sealed class FolderCheckpointStore : ICheckpointStore
{
    private const string TemporarySuffix = ".tmp";

    /// <summary>A temporary file this old was left by a process that died, since no checkpoint takes that long to write.</summary>
    private static readonly TimeSpan _leftoverAge = TimeSpan.FromDays(1);

    private readonly string _folder;

    /// <summary>Creates the folder and removes temporary files that dead writers left in it.</summary>
    public FolderCheckpointStore(string folder, TimeProvider time)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        RemoveLeftovers(time.GetUtcNow() - _leftoverAge);
    }

    public Task<bool> ExistsAsync(CheckpointName name, CancellationToken cancellation) => Task.FromResult(File.Exists(Path(name)));

    public Task<Stream?> OpenReadAsync(CheckpointName name, CancellationToken cancellation)
    {
        try
        {
            // Another writer may replace the file meanwhile; this stream keeps reading the one it opened.
            return Task.FromResult<Stream?>(new FileStream(Path(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public async Task WriteAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation)
    {
        await PlaceAsync(name, write, Replace, cancellation).ConfigureAwait(false);

        static bool Replace(string temporary, string path)
        {
            File.Move(temporary, path, overwrite: true);
            return true;
        }
    }

    public async Task<bool> TryCreateAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation) =>
        !File.Exists(Path(name)) && await PlaceAsync(name, write, DurableFiles.TryRename, cancellation).ConfigureAwait(false);

    public Task DeleteAsync(CheckpointName name, CancellationToken cancellation)
    {
        try
        {
            File.Delete(Path(name));
        }
        catch (DirectoryNotFoundException)
        {
            // The folder does not exist, so neither does the checkpoint.
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoredCheckpoint> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancellation.ThrowIfCancellationRequested();
            if (
                CheckpointName.TryParse(
                    System.IO.Path.GetRelativePath(_folder, file.FullName).Replace(System.IO.Path.DirectorySeparatorChar, '/')
                ) is
                { } name
            )
            {
                yield return new StoredCheckpoint(name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
            }
        }
    }

    /// <param name="rename">
    /// Renames from the temporary name to the final one; returns false when the final name must not be replaced.
    /// </param>
    private async Task<bool> PlaceAsync(
        CheckpointName name,
        Func<Stream, Task> write,
        Func<string, string, bool> rename,
        CancellationToken cancellation
    )
    {
        var path = Path(name);
        var parent = System.IO.Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            Directory.CreateDirectory(parent);
            DurableFiles.Flush(_folder);
        }

        var temporary = $"{path}.{Guid.NewGuid():N}{TemporarySuffix}";
        var placed = false;
        try
        {
            await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20))
            {
                await write(stream).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                stream.Flush(flushToDisk: true);
            }

            placed = rename(temporary, path);
            DurableFiles.Flush(parent);
        }
        finally
        {
            if (!placed)
            {
                File.Delete(temporary);
            }
        }

        return placed;
    }

    private string Path(CheckpointName name) =>
        System.IO.Path.Combine(_folder, name.ToString().Replace('/', System.IO.Path.DirectorySeparatorChar));

    private void RemoveLeftovers(DateTimeOffset before)
    {
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles($"*{TemporarySuffix}", SearchOption.AllDirectories))
        {
            if (file.LastWriteTimeUtc < before.UtcDateTime)
            {
                file.Delete();
            }
        }
    }
}
