namespace Sweep.Contracts.Checkpoints;

/// <summary>
/// Stores checkpoints. It is safe for concurrent use by many processes and machines. A checkpoint that exists is complete, and stays so
/// when the machine that wrote it loses power: writes first go to a temporary name, so a crash leaves either the whole file or none.
/// </summary>
public interface ICheckpointStore
{
    Task<bool> ExistsAsync(CheckpointName name, CancellationToken cancellation);

    /// <summary>Opens a checkpoint; null when it does not exist. The caller disposes the stream, which can seek.</summary>
    Task<Stream?> OpenReadAsync(CheckpointName name, CancellationToken cancellation);

    /// <summary>
    /// Calls <paramref name="write"/> with an empty stream, and gives the result its name when that returns. It replaces an existing
    /// checkpoint, so the later of two writers wins.
    /// </summary>
    /// <exception cref="IOException">The checkpoint could not be stored, for example because the disk is full; nothing changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The checkpoint may not be written; nothing changed.</exception>
    Task WriteAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation);

    /// <summary>
    /// Like <see cref="WriteAsync"/>, but the first of two writers wins. It returns false and changes nothing when the checkpoint exists;
    /// <paramref name="write"/> may not be called in that case.
    /// </summary>
    /// <exception cref="IOException">The checkpoint could not be stored, for example because the disk is full; nothing changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The checkpoint may not be written; nothing changed.</exception>
    Task<bool> TryCreateAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation);

    /// <summary>Deletes a checkpoint; does nothing when it does not exist.</summary>
    Task DeleteAsync(CheckpointName name, CancellationToken cancellation);

    /// <summary>Lists all checkpoints in no order. Those written or deleted meanwhile may be listed or not.</summary>
    IAsyncEnumerable<StoredCheckpoint> ListAsync(CancellationToken cancellation);
}
