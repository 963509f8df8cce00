using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>
/// A sweep's table, kept in step with the store. Any number of queries run at the same time; none runs during the moments in which changes
/// are applied.
/// </summary>
internal sealed class LiveTable : IDisposable
{
    private const int ChangesPerStep = 5_000;

    /// <summary>A small number, so that trials are garbage collected while they are young.</summary>
    private const int TrialsPerStep = 256;

    /// <summary>How many steps may be read before the table has consumed the one they follow.</summary>
    private const int ReadAhead = 4;

    private readonly SweepReader _sweeps;
    private readonly ResultTable _table = new();
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly SemaphoreSlim _refresh = new(1, 1);
    private SweepRecord _sweep;
    private HashSet<StageId> _running = [];
    private long _sequence;

    private LiveTable(SweepReader sweeps, SweepRecord sweep) => (_sweeps, _sweep) = (sweeps, sweep);

    /// <summary>The approximate memory in bytes.</summary>
    public long Bytes => Read(table => table.Bytes);

    /// <summary>Reads all trials of a sweep. The caller disposes the table.</summary>
    public static async Task<LiveTable> LoadAsync(SweepReader sweeps, SweepRecord sweep, CancellationToken cancellation)
    {
        var live = new LiveTable(sweeps, sweep);
        // Stages that settle while the trials are read are applied again later.
        live._sequence = await sweeps.Ledger.AskAsync(known => known.Sequence, cancellation).ConfigureAwait(false);
        var counts = await sweeps.Ledger.AskAsync(known => known.Count(sweep.Name), cancellation).ConfigureAwait(false);
        live._table.Reserve((int)counts.Total.Trials);
        await foreach (var trials in ReadAheadAsync(sweeps.ReadTrialsAsync(sweep.Name, cancellation), cancellation).ConfigureAwait(false))
        {
            foreach (var trial in trials)
            {
                live._table.Add(trial);
                if (trial.State == TrialState.Running)
                    live._running.Add(trial.StageId);
            }
        }

        live._table.Stages.Sort();
        return live;
    }

    /// <summary>Reading takes about as long as adding to the table, so each has its own thread.</summary>
    private static async IAsyncEnumerable<TrialResult[]> ReadAheadAsync(
        IAsyncEnumerable<TrialResult> trials,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var read = Channel.CreateBounded<TrialResult[]>(ReadAhead);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Task.Run(
            async () =>
            {
                try
                {
                    await foreach (var some in trials.Chunk(TrialsPerStep).WithCancellation(end.Token).ConfigureAwait(false))
                        await read.Writer.WriteAsync(some, end.Token).ConfigureAwait(false);
                    read.Writer.Complete();
                }
                catch (Exception error)
                {
                    read.Writer.Complete(error);
                }
            },
            CancellationToken.None
        );
        try
        {
            await foreach (var some in read.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
                yield return some;
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Applies what has changed: stored results and failures, and as running every trial whose last stage a worker holds, even if the
    /// worker has not reported its start.
    /// </summary>
    public async Task RefreshAsync(SweepRecord sweep, CancellationToken cancellation)
    {
        await _refresh.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var sequence = await _sweeps.Ledger.AskAsync(known => known.Sequence, cancellation).ConfigureAwait(false);
            while (_sequence < sequence)
            {
                var changes = await _sweeps.ReadChangesAsync(sweep.Name, _sequence, ChangesPerStep, cancellation).ConfigureAwait(false);
                Write(() =>
                {
                    foreach (var change in changes)
                        Apply(change.Definition.Id, change.State, change.Result, change.Error, sweep.State);
                });
                // Changes of other sweeps need not be read again.
                _sequence = changes.Count < ChangesPerStep ? sequence : changes[^1].Sequence;
            }

            var leases =
                sweep.State is SweepState.Running or SweepState.Paused || _running.Count > 0
                    ? await _sweeps.Ledger.AskAsync(known => known.ReadLeases(), cancellation).ConfigureAwait(false)
                    : [];
            var running = leases.Select(lease => lease.StageId).Where(stage => _table.Stages.RowsOf(stage).Any()).ToHashSet();
            var wasCancelled = _sweep.State == SweepState.Cancelled;
            if (!running.SetEquals(_running) || wasCancelled != (sweep.State == SweepState.Cancelled))
                Write(() => ApplyRunning(running, sweep.State));
            (_running, _sweep) = (running, sweep);
        }
        finally
        {
            _refresh.Release();
        }
    }

    /// <summary>Runs a query on the table, which does not change meanwhile. Keep it short, since changes wait for it.</summary>
    public T Read<T>(Func<ResultTable, T> question)
    {
        _lock.EnterReadLock();
        try
        {
            return question(_table);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        _refresh.Dispose();
    }

    private void Write(Action change)
    {
        _lock.EnterWriteLock();
        try
        {
            change();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    private void Apply(StageId stage, StageState state, StageResult? result, string? error, SweepState sweep)
    {
        var trial = TrialStates.Derive(state, result is not null, sweep);
        foreach (var row in _table.Stages.RowsOf(stage))
            _table.Set(row, stage, trial, result, trial == TrialState.Failed ? error : null);
    }

    /// <summary>Updates which open trials are running, pending or will never run.</summary>
    private void ApplyRunning(HashSet<StageId> running, SweepState sweep)
    {
        for (var row = 0; row < _table.Count; row++)
        {
            if (_table.State(row) is TrialState.Completed or TrialState.Failed)
                continue;
            var state = TrialStates.Derive(running.Contains(_table.Stages[row]) ? StageState.Running : StageState.Waiting, false, sweep);
            if (state != _table.State(row))
                _table.Set(row, _table.Stages[row], state, null, null);
        }
    }
}
