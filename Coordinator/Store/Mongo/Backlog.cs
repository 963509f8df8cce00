namespace Sweep.Coordinator.Store.Mongo;

/// <summary>A batch in the log.</summary>
/// <param name="Size">The approximate number of its documents.</param>
/// <param name="Applied">The position up to which, by the log, everything was applied when it was written.</param>
internal readonly record struct LoggedBatch(long Position, Changes Changes, int Size, long Applied);

/// <summary>
/// The batches of this writer that are in the log and not yet in the collections. They are applied one after another in the background; a
/// failure is retried until it works. Safe for concurrent use.
/// </summary>
/// <param name="applied">The position up to which everything is in the collections.</param>
internal sealed class Backlog(
    Collections collections,
    Log log,
    Applier applier,
    long applied,
    MongoStoreOptions options,
    Func<Exception, SweepStoreException> explain
) : IAsyncDisposable
{
    /// <summary>The number of changes that are applied together, and beyond which appends wait.</summary>
    private const int Together = 10_000;
    private const int Most = 300_000;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<LoggedBatch> _pending = [];
    private readonly CancellationTokenSource _stop = new();
    private bool _isApplying;
    private Task _applying = Task.CompletedTask;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SweepStoreException? _fault;
    private (long Moment, long Position)? _trimmable;

    public long Applied { get; private set; } = applied;

    /// <summary>The changes that the collections lack.</summary>
    public Tail Read()
    {
        lock (_gate)
            return new Tail(log, Applied, [.. _pending]);
    }

    public void Add(LoggedBatch batch)
    {
        lock (_gate)
        {
            _pending.Add(batch);
            if (_isApplying)
                return;
            _isApplying = true;
            _applying = Task.Run(ApplyAllAsync);
        }
    }

    /// <exception cref="SweepStoreException">There is no room, because applying the log fails.</exception>
    public async Task WaitForRoomAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task progress;
            lock (_gate)
            {
                // A single pending batch may have any size.
                if (_pending.Skip(1).Sum(batch => (long)batch.Size) < Most)
                    return;
                if (_fault is not null)
                    throw new SweepStoreException(_fault.Message, _fault);
                progress = _progress.Task;
            }

            await progress.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Completes when everything is applied.</summary>
    public Task DrainAsync(CancellationToken cancellation)
    {
        lock (_gate)
            return _applying.WaitAsync(cancellation);
    }

    /// <summary>Completes when everything is applied, or when applying fails.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _applying.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ApplyAllAsync()
    {
        for (var pause = _pause; Next() is { Count: > 0 } some; )
        {
            try
            {
                await ApplyAsync(some).ConfigureAwait(false);
                pause = _pause;
            }
            catch (Exception error)
            {
                Progress(explain(error));
                await Task.Delay(pause, options.Time, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
                if (_stop.IsCancellationRequested)
                    return;
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
        }
    }

    /// <summary>The oldest pending batches. When there are none, the applying task ends.</summary>
    private List<LoggedBatch> Next()
    {
        lock (_gate)
        {
            var (count, size) = (0, 0);
            while (count < _pending.Count && size < Together)
                size += _pending[count++].Size;
            _isApplying = count > 0;
            return _pending[..count];
        }
    }

    private async Task ApplyAsync(List<LoggedBatch> some)
    {
        await applier.ApplyAsync(some.SelectMany(batch => batch.Changes.All), CancellationToken.None).ConfigureAwait(false);
        await collections.WriteAppliedAsync(some[^1].Position, CancellationToken.None).ConfigureAwait(false);
        lock (_gate)
        {
            _pending.RemoveRange(0, some.Count);
            Applied = some[^1].Position;
        }

        Progress(null);
        await TrimAsync(some[^1].Applied).ConfigureAwait(false);
    }

    /// <summary>Deletes batches from the log that were applied long ago.</summary>
    private async Task TrimAsync(long position)
    {
        _trimmable ??= (options.Time.GetTimestamp(), position);
        if (_trimmable is not { } old || options.Time.GetElapsedTime(old.Moment) < options.Kept)
            return;
        await log.TrimAsync(old.Position, CancellationToken.None).ConfigureAwait(false);
        _trimmable = null;
    }

    private void Progress(SweepStoreException? fault)
    {
        TaskCompletionSource progress;
        lock (_gate)
        {
            _fault = fault;
            (progress, _progress) = (_progress, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        progress.SetResult();
    }
}
