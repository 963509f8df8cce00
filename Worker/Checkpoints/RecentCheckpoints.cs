using Sweep.Contracts.Checkpoints;

namespace Sweep.Worker.Checkpoints;

/// <summary>
/// Wraps a store and keeps in memory the final checkpoints that this process wrote last. A worker that continues with a child of the stage
/// it has just finished then need not fetch it from a remote store. It still asks the store whether the checkpoint exists.
/// </summary>
/// <param name="limit">The most bytes that are kept in all; a larger checkpoint is not kept.</param>
public sealed class RecentCheckpoints(ICheckpointStore store, long limit = RecentCheckpoints.DefaultLimit) : ICheckpointStore
{
    public const long DefaultLimit = 256L << 20;

    private readonly Lock _gate = new();
    private readonly LinkedList<(CheckpointName Name, byte[] Content)> _kept = new();

    public long HeldBytes
    {
        get
        {
            lock (_gate)
            {
                return _kept.Sum(entry => entry.Content.LongLength);
            }
        }
    }

    public Task<bool> ExistsAsync(CheckpointName name, CancellationToken cancellation) => store.ExistsAsync(name, cancellation);

    public async Task<Stream?> OpenReadAsync(CheckpointName name, CancellationToken cancellation)
    {
        if (Find(name) is not { } content)
        {
            return await store.OpenReadAsync(name, cancellation).ConfigureAwait(false);
        }

        if (await store.ExistsAsync(name, cancellation).ConfigureAwait(false))
        {
            return new MemoryStream(content, writable: false);
        }

        Forget(name);
        return null;
    }

    public Task WriteAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation)
    {
        Forget(name);
        return store.WriteAsync(name, write, cancellation);
    }

    public async Task<bool> TryCreateAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation)
    {
        using var copy = new BoundedCopy(limit);
        var created = await store.TryCreateAsync(name, stream => write(copy.Wrap(stream)), cancellation).ConfigureAwait(false);
        if (created && name.IsFinal && copy.Content() is { } content)
        {
            Keep(name, content);
        }

        return created;
    }

    public IAsyncEnumerable<StoredCheckpoint> ListAsync(CancellationToken cancellation) => store.ListAsync(cancellation);

    public Task DeleteAsync(CheckpointName name, CancellationToken cancellation)
    {
        Forget(name);
        return store.DeleteAsync(name, cancellation);
    }

    private byte[]? Find(CheckpointName name)
    {
        lock (_gate)
        {
            return _kept.FirstOrDefault(entry => entry.Name == name).Content;
        }
    }

    private void Keep(CheckpointName name, byte[] content)
    {
        lock (_gate)
        {
            _kept.AddFirst((name, content));
            while (_kept.Sum(entry => entry.Content.LongLength) > limit)
            {
                _kept.RemoveLast();
            }
        }
    }

    private void Forget(CheckpointName name)
    {
        lock (_gate)
        {
            if (_kept.FirstOrDefault(entry => entry.Name == name) is { Content: not null } entry)
            {
                _kept.Remove(entry);
            }
        }
    }
}
