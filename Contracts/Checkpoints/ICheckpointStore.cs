namespace Sweep.Contracts.Checkpoints;

/// <summary>
/// Where checkpoints live. Safe for concurrent use by many processes and machines. A name that exists is complete and stays so
/// when the machine that wrote it loses power: writes go to a temporary name first, so a crash leaves either the whole file or none.
/// </summary>
public interface ICheckpointStore
{
    Task<bool> ExistsAsync(CheckpointName name, CancellationToken cancellation);

    /// <summary>Null when there is no such checkpoint. The caller disposes the stream, which can seek.</summary>
    Task<Stream?> OpenReadAsync(CheckpointName name, CancellationToken cancellation);

    /// <summary>
    /// Calls <paramref name="write"/> with an empty stream and gives the result its name when that returns. Replaces what has the
    /// name: the later of two writers wins.
    /// </summary>
    /// <exception cref="IOException">It could not be stored, as when the place is full; nothing changed.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    Task WriteAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation);

    /// <summary>
    /// As <see cref="WriteAsync"/>, but the first of two writers wins. Returns false, and changes nothing, when the name exists;
    /// <paramref name="write"/> may not be called then.
    /// </summary>
    /// <exception cref="IOException">It could not be stored, as when the place is full; nothing changed.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    Task<bool> TryCreateAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation);

    /// <summary>Does nothing when there is no such checkpoint.</summary>
    Task DeleteAsync(CheckpointName name, CancellationToken cancellation);

    /// <summary>All there are, in no order. What is written or deleted meanwhile may be among them or not.</summary>
    IAsyncEnumerable<StoredCheckpoint> ListAsync(CancellationToken cancellation);
}
