namespace Sweep.Contracts.Checkpoints;

/// <summary>
/// Where checkpoints live. Safe for concurrent use by many processes. A name that exists is complete: writes go to a
/// temporary name first, so a crash leaves either the whole file or none. The later of two writers of one name wins.
/// </summary>
public interface ICheckpointStore
{
    Task<bool> ExistsAsync(CheckpointName name, CancellationToken cancellation);

    /// <summary>Null when there is no such checkpoint. The caller disposes the stream, which can seek.</summary>
    Task<Stream?> OpenReadAsync(CheckpointName name, CancellationToken cancellation);

    /// <summary>Calls <paramref name="write"/> with an empty stream and gives the result its name when that returns.</summary>
    Task WriteAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation);

    /// <summary>Does nothing when there is no such checkpoint.</summary>
    Task DeleteAsync(CheckpointName name, CancellationToken cancellation);
}
