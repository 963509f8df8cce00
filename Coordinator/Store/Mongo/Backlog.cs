namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// What is in the log and not yet in the collections, of a process that writes: brought there one after another, behind the appends. What fails is
/// tried again until it works. Safe for concurrent use.
/// </summary>
internal sealed class Backlog : IAsyncDisposable
{
    /// <summary>Changes that are applied together, and after which appends have to wait.</summary>
    private const int Together = 10_000;
    private const int Most = 300_000;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Collections _collections;
    private readonly Log _log;
    private readonly Applier _applier;
    private readonly MongoStoreOptions _options;
    private readonly Func<Exception, SweepStoreException> _explain;
    private readonly List<(long Position, Changes Changes, int Size)> _pending = [];
    private readonly Queue<(long Moment, long Position)> _trimmable = [];
    private readonly SemaphoreSlim _due = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _applying;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SweepStoreException? _fault;
    private bool _isClosing;

    /// <param name="applied">Position up to which all is in the collections.</param>
    public Backlog(Collections collections, Log log, Applier applier, long applied, MongoStoreOptions options, Func<Exception, SweepStoreException> explain)
    {
        (_collections, _log, _applier, Applied, _options, _explain) = (collections, log, applier, applied, options, explain);
        _applying = Task.Run(ApplyAllAsync);
    }

    public long Applied { get; private set; }

    /// <summary>What the collections lack.</summary>
    public Tail Read()
    {
        lock (_gate)
            return new Tail(_log, Applied, [.. _pending.Select(batch => (batch.Position, batch.Changes))]);
    }

    /// <summary>Takes what is stored in the log, once.</summary>
    /// <param name="size">How many documents it has, roughly.</param>
    /// <param name="applied">What the log says there has been applied.</param>
    public void Add(long position, Changes changes, int size, long applied)
    {
        lock (_gate)
        {
            if (position <= (_pending.Count > 0 ? _pending[^1].Position : Applied))
                return;
            _pending.Add((position, changes, size));
            var now = _options.Time.GetTimestamp();
            if (_trimmable.Count == 0 || _options.Time.GetElapsedTime(_trimmable.Last().Moment, now) > _options.Kept / 10)
                _trimmable.Enqueue((now, applied));
        }

        _due.Release();
    }

    /// <exception cref="SweepStoreException">There is no room, since what is in the log cannot be applied.</exception>
    public async Task WaitForRoomAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task progress;
            lock (_gate)
            {
                // One of any size is taken while only one is there.
                if (_pending.Count < 2 || _pending.Skip(1).Sum(batch => (long)batch.Size) < Most)
                    return;
                if (_fault is not null)
                    throw new SweepStoreException(_fault.Message, _fault);
                progress = _progress.Task;
            }

            await progress.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends when all is applied.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task progress;
            lock (_gate)
            {
                if (_pending.Count == 0)
                    return;
                progress = _progress.Task;
            }

            await progress.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends when all is applied, or when that does not work.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosing = true;
            if (_fault is not null)
                _stop.Cancel();
        }

        _due.Release();
        await _applying.ConfigureAwait(false);
        _stop.Dispose();
        _due.Dispose();
    }

    private async Task ApplyAllAsync()
    {
        for (var pause = _pause; ;)
        {
            if (Next() is not { } some)
            {
                if (_isClosing)
                    return;
                await _due.WaitAsync().ConfigureAwait(false);
                continue;
            }

            try
            {
                await ApplyAsync(some).ConfigureAwait(false);
                pause = _pause;
            }
            catch (Exception error)
            {
                Progress(_explain(error));
                if (!_isClosing)
                    await Task.Delay(pause, _options.Time, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
                if (_isClosing)
                    return;
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
        }
    }

    private async Task ApplyAsync(List<(long Position, Changes Changes, int Size)> some)
    {
        await _applier.ApplyAsync(some.SelectMany(batch => batch.Changes.All), CancellationToken.None).ConfigureAwait(false);
        lock (_gate)
        {
            _pending.RemoveRange(0, some.Count);
            Applied = some[^1].Position;
        }

        Progress(null);
        await _collections.WriteAppliedAsync(some[^1].Position, CancellationToken.None).ConfigureAwait(false);
        if (_trimmable.TryPeek(out var old) && _options.Time.GetElapsedTime(old.Moment) > _options.Kept)
        {
            await _log.TrimAsync(old.Position, CancellationToken.None).ConfigureAwait(false);
            lock (_gate)
                _trimmable.Dequeue();
        }
    }

    private List<(long Position, Changes Changes, int Size)>? Next()
    {
        lock (_gate)
        {
            var (count, size) = (0, 0);
            while (count < _pending.Count && size < Together)
                size += _pending[count++].Size;
            return count == 0 ? null : _pending[..count];
        }
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
