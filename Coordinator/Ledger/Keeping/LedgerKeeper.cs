using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>
/// Keeps a ledger and its store in step. A transition changes memory, its changes are appended to the store, and only then does the caller
/// continue, so nothing is announced that could be lost. Changes made while a batch is being written form the next batch. A batch whose
/// outcome is unknown is appended again under the same revision until the outcome is known; no other batch is written meanwhile. Safe for
/// concurrent use.
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

    /// <summary>Never disposed: it has no timer and is linked to no other source, so it holds nothing that needs disposal.</summary>
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _appending;

    /// <summary>Completes when the changes gathered now, and the batch being written, are stored.</summary>
    private TaskCompletionSource _gathered = NewBatch();
    private TaskCompletionSource? _underWay;
    private LedgerMark _mark;
    private SweepStoreException? _fault;

    /// <summary>Completes when the store stops working; queries then no longer wait for it.</summary>
    private TaskCompletionSource _broke = NewBatch();
    private Exception? _end;

    private LedgerKeeper(ILedgerStore store, SweepLedger ledger, LedgerMark mark, KeeperOptions options, TimeProvider time)
    {
        (_store, _ledger, _mark, _options, _time) = (store, ledger, mark, options, time);
        _appending = Task.Run(AppendAllAsync);
    }

    public ILedgerReader Store => _store;

    /// <summary>
    /// Fails when the keeper has ended: another coordinator took over, or the ledger broke. The memory is then invalid and the process must
    /// end; the next process loads what is stored.
    /// </summary>
    public Task Ended => _ended.Task;

    /// <summary>
    /// Takes over the store and loads the ledger. The store is disposed with the keeper, or at once if it cannot be taken over.
    /// </summary>
    /// <exception cref="SweepStoreException">The store does not work, or another process took it over at the same moment.</exception>
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

    /// <summary>Registers an observer. If the store is already failing, the observer is notified at once.</summary>
    public void Observe(IKeeperObserver observer)
    {
        lock (_gate)
        {
            _observers = [.. _observers, observer];
            if (_fault is { } fault)
                observer.OnFault(fault);
        }
    }

    /// <summary>Changes the ledger and returns the transition's result once it is stored.</summary>
    /// <param name="transition">One or more transitions of the ledger. Either all of them are stored or, if the process ends first,
    /// none.</param>
    /// <exception cref="SweepStoreException">The store was already failing, so nothing was changed.</exception>
    /// <exception cref="LedgerEndedException">The keeper has ended: whether the change is stored is unknown.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. If the change was already made, it will still be stored.</exception>
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

    /// <summary>Answers at once from state that may not be stored yet. Use it only for what never changes once it exists.</summary>
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

    /// <summary>As <see cref="ChangeAsync"/>, after loading the stages of this sweep if it exists.</summary>
    /// <exception cref="SweepStoreException">As for <see cref="ChangeAsync"/>, or the sweep cannot be loaded.</exception>
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
    /// <exception cref="SweepStoreException">As for <see cref="ChangeAsync"/>, or the stored stages cannot be read.</exception>
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

    /// <summary>Stores pending changes if the store works. Otherwise they are lost, as if the process had been killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _appending.ConfigureAwait(false);
        lock (_gate)
            End(new LedgerEndedException("The coordinator is stopping.", null));
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
                // A stage that left memory since then may have changed before it left.
                isLoaded = _ledger.Departures == departures;
                if (isLoaded)
                    OrEnd(() => _ledger.Load(sweep, stages));
            }
        }
    }

    /// <summary>Call inside the gate. Runs a change; if it throws half-way, the ledger is invalid and the keeper ends.</summary>
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

    /// <summary>Call inside the gate.</summary>
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
                    // The changes of a transition that threw half-way are never stored.
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

    /// <summary>Waits for a change. Returns false when a heartbeat is due or the keeper stops.</summary>
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

    /// <summary>Appends until the batch is known to be stored. Returns false when the keeper stops before that.</summary>
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
                ReportFault(fault);
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

    private void ReportFault(SweepStoreException fault)
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

    /// <summary>Call inside the gate. Callers that wait for a batch get an error, never a success.</summary>
    private void End(Exception error)
    {
        if (_end is not null)
            return;
        _end = error;
        foreach (var waiting in (ReadOnlySpan<TaskCompletionSource?>)[_underWay, _gathered])
        {
            waiting?.TrySetException(new LedgerEndedException(error.Message, error));
            // Marks the exception as observed: a task may have no waiter.
            _ = waiting?.Task.Exception;
        }

        if (_stop.IsCancellationRequested)
            return;
        Array.ForEach(_observers, observer => observer.OnFault(new LedgerEndedException(error.Message, error)));
        _ended.TrySetException(error);
        // Marks the exception as observed: nobody may be watching <see cref="Ended"/>.
        _ = _ended.Task.Exception;
    }

    private static TaskCompletionSource NewBatch() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
