using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Reading;

/// <summary>
/// A read-only ledger beside the process that writes. It is read again after that process has stored something, but for no more than a
/// fixed share of the time. Disposes its store. Safe for concurrent use.
/// </summary>
public sealed class LedgerView(ILedgerReader store, TimeProvider time) : ILedgerSource
{
    /// <summary>The greatest share of the time that is spent reading.</summary>
    private const double Share = 0.1;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private SweepLedger? _ledger;
    private LedgerMark _mark;
    private long _read;
    private TimeSpan _took;

    public ILedgerReader Store => store;

    public Task<T> AskAsync<T>(Func<SweepLedger, T> question, CancellationToken cancellation) => AskAsync(null, question, cancellation);

    public Task<T> AskAboutAsync<T>(string sweep, Func<SweepLedger, T> question, CancellationToken cancellation) =>
        AskAsync(sweep, question, cancellation);

    public ValueTask DisposeAsync()
    {
        _gate.Dispose();
        return store.DisposeAsync();
    }

    private async Task<T> AskAsync<T>(string? sweep, Func<SweepLedger, T> question, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var ledger = await RefreshAsync(cancellation).ConfigureAwait(false);
            if (sweep is not null && ledger.LocateSweep(sweep) is { IsLoaded: false } there)
                await LoadAsync(ledger, sweep, there.Number, cancellation).ConfigureAwait(false);
            return question(ledger);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task LoadAsync(SweepLedger ledger, string sweep, long number, CancellationToken cancellation)
    {
        _ledger = null; // A half-loaded ledger is invalid.
        await store.LoadBesideWriterAsync(ledger, sweep, number, cancellation).ConfigureAwait(false);
        _ledger = ledger;
    }

    private async Task<SweepLedger> RefreshAsync(CancellationToken cancellation)
    {
        if (_ledger is not null && time.GetElapsedTime(_read) < _took / Share)
            return _ledger;
        var began = time.GetTimestamp();
        var mark = await store.ReadMarkAsync(cancellation).ConfigureAwait(false);
        if (_ledger is null || mark != _mark)
            (_ledger, _mark) = (await store.LoadBesideWriterAsync(cancellation).ConfigureAwait(false), mark);
        (_read, _took) = (time.GetTimestamp(), time.GetElapsedTime(began));
        return _ledger;
    }
}
