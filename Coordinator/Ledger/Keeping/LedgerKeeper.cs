using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>
/// Keeps a ledger and its store together: a transition changes the memory, what it changed is appended, and only then does its caller go
/// on, so that nothing is said that could be forgotten. What is changed while a batch is on its way is the next batch. One whose outcome
/// is not known is appended again, under the same revision, until it is; meanwhile nothing else is. Safe for concurrent use.
/// </summary>
public sealed class LedgerKeeper : ILedgerSource
{
    private readonly Lock _gate = new();
    private readonly ILedgerStore _store;
    private readonly SweepLedger _ledger;
    private readonly TimeProvider _time;
    private readonly KeeperOptions _options;
    private IKeeperObserver[] _observers = [];
    private readonly SemaphoreSlim _due = new(0);

    /// <summary>Has no timer and is linked to nothing, so nothing is left of it that would have to be disposed.</summary>
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _appending;

    /// <summary>Ends when what is changed now is stored, and what is on its way.</summary>
    private TaskCompletionSource _gathered = NewBatch();
    private TaskCompletionSource? _underWay;
    private LedgerMark _mark;
    private SweepStoreException? _fault;

    /// <summary>Ends when the store ceases to work: questions wait for it no longer then.</summary>
    private TaskCompletionSource _broke = NewBatch();
    private Exception? _end;

    private LedgerKeeper(ILedgerStore store, SweepLedger ledger, LedgerMark mark, KeeperOptions options, TimeProvider time)
    {
        (_store, _ledger, _mark, _options, _time) = (store, ledger, mark, options, time);
        _appending = Task.Run(AppendAllAsync);
    }

    public ILedgerReader Store => _store;

    /// <summary>
    /// Fails when the keeper has ended: another coordinator has taken over, or the ledger broke. What is in memory is good for nothing then,
    /// and the process is to end; the next one loads what is stored.
    /// </summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes the store over and loads the ledger. The store is disposed with the keeper, or if it cannot be taken over.</summary>
    /// <exception cref="SweepStoreException">The store does not work, or somebody else took it over at the same moment.</exception>
    public static async Task<LedgerKeeper> OpenAsync(
        ILedgerStore store,
        KeeperOptions options,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        try
        {
            var mark = await store.TakeOverAsync(cancellation).ConfigureAwait(false);
            return new LedgerKeeper(store, await store.LoadAsync(cancellation).ConfigureAwait(false), mark, options, time);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whom to tell how storing gets on; of a fault that there is already, at once.</summary>
    public void Observe(IKeeperObserver observer)
    {
        lock (_gate)
        {
            _observers = [.. _observers, observer];
            if (_fault is { } fault)
                observer.OnFault(fault);
        }
    }

    /// <summary>Changes the ledger; returns what that yields, once it is stored.</summary>
    /// <param name="transition">One or more of the ledger's: all of them, or if the process ends before it is stored, none.</param>
    /// <exception cref="SweepStoreException">The store did not work already: nothing was changed.</exception>
    /// <exception cref="LedgerEndedException">The keeper has ended: whether it is stored is not known.</exception>
    /// <exception cref="OperationCanceledException">It was changed, if that was waited for, and will be stored.</exception>
    public async Task<T> ChangeAsync<T>(Func<SweepLedger, T> transition, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        T result;
        Task stored;
        lock (_gate)
        {
            ThrowIfEnded();
            if (_fault is { } fault)
                throw new SweepStoreException(fault.Message, fault);
            result = default!;
            OrEnd(() => result = transition(_ledger));
            stored = WhenStored();
        }

        await stored.WaitAsync(cancellation).ConfigureAwait(false);
        return result;
    }

    public async Task<T> AskAsync<T>(Func<SweepLedger, T> question, CancellationToken cancellation)
    {
        T answer;
        Task stored,
            broke;
        lock (_gate)
        {
            ThrowIfEnded();
            answer = question(_ledger);
            (stored, broke) = (WhenStored(), _broke.Task);
        }

        if (!stored.IsCompletedSuccessfully)
            await (await Task.WhenAny(stored, broke).WaitAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Answers at once, from what may not be stored yet: for what never changes once it is there.</summary>
    public T Peek<T>(Func<SweepLedger, T> question)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            return question(_ledger);
        }
    }

    public async Task<T> AskAboutAsync<T>(string sweep, Func<SweepLedger, T> question, CancellationToken cancellation)
    {
        while (true)
        {
            await LoadAsync(sweep, cancellation).ConfigureAwait(false);
            var (isLoaded, answer) = await AskAsync(
                    ledger => ledger.LocateSweep(sweep) is { IsLoaded: false } ? (false, default!) : (true, question(ledger)),
                    cancellation
                )
                .ConfigureAwait(false);
            if (isLoaded)
                return answer;
        }
    }

    /// <summary>Changes a ledger in which this sweep, if it is there, is loaded.</summary>
    /// <exception cref="SweepStoreException">As <see cref="ChangeAsync"/>, or it cannot be loaded.</exception>
    public async Task<T> ChangeLoadedAsync<T>(string sweep, Func<SweepLedger, T> transition, CancellationToken cancellation)
    {
        while (true)
        {
            await LoadAsync(sweep, cancellation).ConfigureAwait(false);
            var (isLoaded, result) = await ChangeAsync(
                    ledger => ledger.LocateSweep(sweep) is { IsLoaded: false } ? (false, default!) : (true, transition(ledger)),
                    cancellation
                )
                .ConfigureAwait(false);
            if (isLoaded)
                return result;
        }
    }

    /// <summary>See <see cref="SweepLedger.Submit"/>.</summary>
    /// <exception cref="SweepStoreException">As <see cref="ChangeAsync"/>, or it cannot be seen what is stored already.</exception>
    public async Task<SubmitOutcome> SubmitAsync(SubmittedSweep sweep, bool replace, DateTimeOffset now, CancellationToken cancellation)
    {
        while (true)
        {
            var departures = await AskAsync(ledger => ledger.Departures, cancellation).ConfigureAwait(false);
            var stored = await new StoredStages(this, sweep).FindAsync(cancellation).ConfigureAwait(false);
            SubmitOutcome? Submit(SweepLedger ledger) =>
                ledger.Departures == departures ? ledger.Submit(sweep, stored, replace, now) : null;
            if (await ChangeAsync(Submit, cancellation).ConfigureAwait(false) is { } outcome)
                return outcome;
        }
    }

    /// <summary>Stores what was changed, if the store works. What could not be stored is lost, as if the process had been killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _appending.ConfigureAwait(false);
        lock (_gate)
            End(new LedgerEndedException("The coordinator stops.", null));
        _due.Dispose();
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private async Task LoadAsync(string sweep, CancellationToken cancellation)
    {
        for (var isLoaded = false; !isLoaded; )
        {
            var (place, departures) = await AskAsync(ledger => (ledger.LocateSweep(sweep), ledger.Departures), cancellation)
                .ConfigureAwait(false);
            if (place is not { IsLoaded: false } there)
                return;
            var stages = await _store.ListStagesAsync(there.Number, cancellation).ConfigureAwait(false);
            lock (_gate)
            {
                // What left the memory since then may have changed before.
                isLoaded = _ledger.Departures == departures;
                if (isLoaded)
                    OrEnd(() => _ledger.Load(sweep, stages));
            }
        }
    }

    /// <summary>Called inside the gate. A change that breaks off leaves the ledger good for nothing.</summary>
    private void OrEnd(Action change)
    {
        try
        {
            change();
        }
        catch (Exception error)
        {
            End(error);
            throw;
        }
    }

    /// <summary>Called inside the gate.</summary>
    private Task WhenStored()
    {
        if (!_ledger.HasChanges)
            return _underWay?.Task ?? Task.CompletedTask;
        if (_due.CurrentCount == 0)
            _due.Release();
        return _gathered.Task;
    }

    private async Task AppendAllAsync()
    {
        try
        {
            while (true)
            {
                var isBeat = !await WaitAsync().ConfigureAwait(false);
                Batch batch;
                TaskCompletionSource stored;
                lock (_gate)
                {
                    // What a transition that broke off has changed is never stored.
                    if (_end is not null || (!_ledger.HasChanges && _stop.IsCancellationRequested))
                        return;
                    if (!_ledger.HasChanges && !isBeat)
                        continue;
                    (batch, stored, _mark) = (_ledger.TakeBatch(), _gathered, _mark with { Revision = _mark.Revision + 1 });
                    (_underWay, _gathered) = (stored, NewBatch());
                }

                if (!await AppendAsync(batch).ConfigureAwait(false))
                    return;
                lock (_gate)
                {
                    if (_fault is not null)
                        _broke = NewBatch();
                    (_underWay, _fault) = (null, null);
                }

                stored.SetResult();
            }
        }
        catch (Exception error)
        {
            lock (_gate)
                End(error);
        }
    }

    /// <summary>Whether something was changed; false when it is time for a sign of life, and when the keeper stops.</summary>
    private async Task<bool> WaitAsync()
    {
        try
        {
            using var beat = new CancellationTokenSource(_options.Heartbeat ?? Timeout.InfiniteTimeSpan, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(beat.Token, _stop.Token);
            await _due.WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Until it is known that the batch is stored; false when the keeper stops before that is known.</summary>
    private async Task<bool> AppendAsync(Batch batch)
    {
        for (var pause = _options.Pause; ; pause = pause * 2 < _options.LongestPause ? pause * 2 : _options.LongestPause)
        {
            try
            {
                await _store.AppendAsync(_mark, batch, CancellationToken.None).ConfigureAwait(false);
                if (_fault is not null)
                    Array.ForEach(_observers, observer => observer.OnWorks());
                return true;
            }
            catch (SweepStoreException fault) when (fault is not WriterFencedException)
            {
                SayFault(fault);
            }

            try
            {
                await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private void SayFault(SweepStoreException fault)
    {
        bool isNew;
        lock (_gate)
        {
            (isNew, _fault) = (_fault is null, fault);
            _broke.TrySetResult();
        }

        if (isNew)
            Array.ForEach(_observers, observer => observer.OnFault(fault));
    }

    private void ThrowIfEnded()
    {
        if (_end is not null)
            throw new LedgerEndedException(_end.Message, _end);
    }

    /// <summary>Called inside the gate. Nobody who waits is told that something is stored.</summary>
    private void End(Exception error)
    {
        if (_end is not null)
            return;
        _end = error;
        foreach (var waiting in (ReadOnlySpan<TaskCompletionSource?>)[_underWay, _gathered])
        {
            waiting?.TrySetException(new LedgerEndedException(error.Message, error));
            // Not everybody waits.
            _ = waiting?.Task.Exception;
        }

        if (_stop.IsCancellationRequested)
            return;
        Array.ForEach(_observers, observer => observer.OnFault(new LedgerEndedException(error.Message, error)));
        _ended.TrySetException(error);
        // Not everybody asks.
        _ = _ended.Task.Exception;
    }

    private static TaskCompletionSource NewBatch() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
