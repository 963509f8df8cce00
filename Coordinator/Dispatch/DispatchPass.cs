using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>One look at the ledger and the workers: what was lost is taken back, what nobody wants is ended, what is ready is handed out, what is done is closed.</summary>
public sealed class DispatchPass(
    LedgerKeeper keeper,
    PassTransition transition,
    Hearing hearing,
    WorkerRoster roster,
    ListeningClock clock,
    OrdersDesk desk,
    IEnumerable<IDispatchObserver> observers,
    DispatchOptions options,
    TimeProvider time,
    ILogger<DispatchPass> log
)
{
    private readonly IDispatchObserver[] _observers = [.. observers];

    /// <exception cref="SweepStoreException">The store does not work: nothing was changed, and the next pass finds it again.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        clock.Advance();
        var outcome = PassOutcome.Nothing;
        try
        {
            foreach (var worker in roster.Forget())
                SayGone(worker);
            cancellation.ThrowIfCancellationRequested();
            // A stop does not end the wait for a store that works: what is recorded is sent, or its worker would not begin it before its
            // lease lapsed.
            using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
            using var stop = cancellation.Register(() => end.CancelAfter(options.SendTimeout));
            outcome = await keeper.ChangeAsync(transition.Run, end.Token).ConfigureAwait(false);
            Take(outcome);
        }
        finally
        {
            // Also when the store does not work, who waits for an answer gets one.
            await desk.SendAsync(outcome.Run, cancellation).ConfigureAwait(false);
            Tell(observer => observer.OnPassed(time.GetElapsedTime(start)));
        }
    }

    /// <summary>It is stored: now it can be told, and what is to be said to workers is put by for their orders.</summary>
    private void Take(PassOutcome outcome)
    {
        foreach (var taken in outcome.TakenBack)
            Say(taken);
        foreach (var (sweep, spent, limit) in outcome.Paused)
        {
            log.SweepPaused(sweep, spent.TotalHours, limit);
            Tell(observer => observer.OnPaused(sweep, limit));
        }

        foreach (var lease in outcome.Unwanted)
            roster.Cancel(lease, save: true);
        foreach (var lease in outcome.Refused)
            roster.Cancel(lease, save: false);
        foreach (var (lease, command) in outcome.Run)
        {
            hearing.Expect(lease);
            Tell(observer => observer.OnQueued(command, lease.WorkerId));
        }

        foreach (var (sweep, state) in outcome.Ended)
            Tell(observer => observer.OnEnded(sweep, state));
    }

    private void Say(TakenBack taken)
    {
        var lease = taken.Lease;
        if (taken.Parked is { } error)
        {
            log.StageParked(lease.StageId, error);
            Tell(observer => observer.OnParked(lease, error));
        }
        else
        {
            if (taken.WasNamed)
                log.WorkerFellSilent(lease.WorkerId, lease.StageId);
            else
                log.StageNeverTakenUp(lease.WorkerId, lease.StageId);
            Tell(observer => observer.OnLost(lease));
        }

        hearing.Forget(lease);
        // It may be deaf or slow rather than dead.
        roster.Cancel(lease, save: false);
    }

    private void SayGone(WorkerView worker)
    {
        log.WorkerGone(worker.WorkerId, worker.Status.Host, worker.Silence);
        Tell(observer => observer.OnGone(worker));
    }

    private void Tell(Action<IDispatchObserver> tell)
    {
        foreach (var observer in _observers)
            tell(observer);
    }
}
