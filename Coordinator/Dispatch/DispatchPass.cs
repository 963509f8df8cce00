using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>One look at the store and the workers: what was lost is taken back, what nobody wants is ended, what is ready is handed out, what is done is closed.</summary>
public sealed class DispatchPass(
    ISweepStore store, LeaseTable leases, WorkerRoster roster, Avoidance avoidance, UnwantedAttempts unwanted, ListeningClock clock, OrdersDesk desk,
    IEnumerable<IDispatchObserver> observers, DispatchOptions options, TimeProvider time, ILogger<DispatchPass> log)
{
    /// <summary>Ready stages that are read beyond those that fit.</summary>
    private const int Spare = 32;

    private readonly IDispatchObserver[] _observers = [.. observers];
    private TimeSpan? _reconciled;

    /// <summary>Makes the next pass compare the table of leases with the store: a call of whose outcome nothing is known was made.</summary>
    public void Reconcile() => _reconciled = null;

    /// <exception cref="SweepStoreException">The store does not work. Nothing is lost by that: the next pass finds it again.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        clock.Advance();
        var run = new List<(Lease Lease, RunStage Command)>();
        try
        {
            await ReconcileAsync(cancellation).ConfigureAwait(false);

            // 1. Take back what silent workers held. Losing a worker is not the stage's failure, so it is not counted as one.
            foreach (var worker in roster.Forget())
                SayGone(worker);
            foreach (var (lease, wasNamed) in leases.Lapsed())
                await TakeBackAsync(lease, wasNamed, cancellation).ConfigureAwait(false);

            // 2. Pause what has spent its share, and end what no running sweep wants.
            var sweeps = await ReadSweepsAsync(cancellation).ConfigureAwait(false);
            await unwanted.OrderAsync(cancellation).ConfigureAwait(false);

            // 3. Snapshot: the workers, and the first ready stages of each sweep.
            var offers = clock.IsConnected ? roster.Offers() : [];
            var heads = await ReadHeadsAsync(sweeps, offers.Sum(offer => offer.Free), cancellation).ConfigureAwait(false);

            // 4. Decide.
            var chosen = DispatchPlan.Choose(heads, offers, avoidance.Read());

            // 5. Record, the store first: an order that was never sent lapses, one that nobody recorded would be lost.
            await RecordAsync(chosen.Take(options.Handout), run, cancellation).ConfigureAwait(false);

            // 6. Close the sweeps in which nothing is left to do.
            foreach (var sweep in heads.Where(sweep => sweep.Active == 0 && sweep.Ready.Count == 0))
                await CloseIfDoneAsync(sweep.Sweep, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // 7. Say it, and answer those who wait for an answer, also when the store does not work.
            await desk.SendAsync(run, cancellation).ConfigureAwait(false);
        }
    }

    private async Task ReconcileAsync(CancellationToken cancellation)
    {
        if (_reconciled is { } last && clock.Now - last < options.Lease)
            return;
        var before = leases.Read();
        leases.Reconcile(before, await store.ReadLeasesAsync(cancellation).ConfigureAwait(false));
        _reconciled = clock.Now;
    }

    private async Task TakeBackAsync(Lease lease, bool wasNamed, CancellationToken cancellation)
    {
        if (!wasNamed)
        {
            log.LogWarning("Worker {Worker} never took up stage {Stage}; it goes to another", lease.WorkerId, lease.StageId);
            if (await store.ReleaseAsync(lease, new AttemptEnd("the worker never took it up"), cancellation).ConfigureAwait(false))
                Tell(observer => observer.OnLost(lease));
        }
        else if (await store.FindStageAsync(lease.StageId, cancellation).ConfigureAwait(false) is { } stage && stage.Losses + 1 >= options.MaxLosses)
        {
            var error = $"{options.MaxLosses} workers in a row fell silent at this stage without an epoch of progress: it may be what ends them. sweep retry tries it again.";
            log.LogError("Stage {Stage} is parked: {Error}", lease.StageId, error);
            if (await store.ParkAsync(lease, new AttemptEnd(error) { IsLoss = true }, cancellation).ConfigureAwait(false))
                Tell(observer => observer.OnParked(lease, error));
        }
        else
        {
            log.LogWarning("Worker {Worker} fell silent; stage {Stage} goes to another", lease.WorkerId, lease.StageId);
            if (await store.LoseAsync(lease, "the worker fell silent", cancellation).ConfigureAwait(false))
                Tell(observer => observer.OnLost(lease));
        }

        leases.Remove(lease);
        // It may be deaf or slow rather than dead.
        roster.Cancel(lease, save: false);
    }

    private async Task<List<RunningSweep>> ReadSweepsAsync(CancellationToken cancellation)
    {
        var sweeps = new List<RunningSweep>();
        foreach (var sweep in await store.ReadRunningSweepsAsync(cancellation).ConfigureAwait(false))
        {
            if (sweep.GpuHours is not { } limit || sweep.Spent.TotalHours < limit)
            {
                sweeps.Add(sweep);
            }
            else if (await store.SetSweepStateAsync(sweep.Name, SweepState.Running, SweepState.Paused, cancellation).ConfigureAwait(false))
            {
                log.LogWarning("Sweep {Sweep} is paused: it has used {Spent:0.##} of its {Limit} GPU-hours", sweep.Name, sweep.Spent.TotalHours, limit);
                unwanted.Look();
                Tell(observer => observer.OnPaused(sweep.Name, limit));
            }
        }

        return sweeps;
    }

    private async Task<List<SweepHeads>> ReadHeadsAsync(List<RunningSweep> sweeps, int room, CancellationToken cancellation)
    {
        var heads = new List<SweepHeads>();
        var limit = Math.Min(room, options.Handout);
        foreach (var sweep in sweeps)
        {
            // Some more than fit, so that there is a choice among equals, and something left when sweeps share stages or avoid workers.
            var ready = limit > 0
                ? await store.ReadReadyAsync(sweep.Name, time.GetUtcNow(), options.MaxBackOff, (2 * limit) + Spare, cancellation).ConfigureAwait(false)
                : [];
            heads.Add(new SweepHeads(sweep.Name, sweep.Priority, sweep.Weight, sweep.Active, ready));
        }

        return heads;
    }

    private async Task RecordAsync(IEnumerable<Assignment> chosen, List<(Lease Lease, RunStage Command)> run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // At once, so that the store can make them lasting together. A stop does not end the wait for that: what is recorded is sent, or
        // its worker would not begin it before its lease lapsed.
        var queued = chosen.Select(async assignment => (assignment.WorkerId, Command: await QueueAsync(assignment).ConfigureAwait(false))).ToList();
        var faults = new List<Exception>();
        foreach (var task in queued)
        {
            try
            {
                var (worker, command) = await task.ConfigureAwait(false);
                if (command is null)
                    continue;
                var lease = new Lease(command.Stage.Id, command.Attempt, worker);
                leases.Add(lease);
                run.Add((lease, command));
                Tell(observer => observer.OnQueued(command, worker));
            }
            catch (SweepStoreException fault)
            {
                faults.Add(fault);
            }
        }

        if (faults.Count > 0)
            throw faults[0];
    }

    private Task<RunStage?> QueueAsync(Assignment assignment)
    {
        try
        {
            return store.QueueAsync(assignment.StageId, assignment.WorkerId, CancellationToken.None);
        }
        catch (SweepStoreException fault)
        {
            return Task.FromException<RunStage?>(fault);
        }
    }

    private async Task CloseIfDoneAsync(string sweep, CancellationToken cancellation)
    {
        var counts = await store.CountAsync(sweep, cancellation).ConfigureAwait(false);
        if (counts.Open.Stages > 0)
            return;

        var state = counts.Failed.Stages > 0 ? SweepState.Failed : SweepState.Completed;
        if (await store.SetSweepStateAsync(sweep, SweepState.Running, state, cancellation).ConfigureAwait(false))
            Tell(observer => observer.OnEnded(sweep, state));
    }

    private void SayGone(WorkerView worker)
    {
        log.LogInformation("Worker {Worker} on {Host} is gone: nothing was heard of it for {Silence}", worker.WorkerId, worker.Status.Host, worker.Silence);
        Tell(observer => observer.OnGone(worker));
    }

    private void Tell(Action<IDispatchObserver> tell)
    {
        foreach (var observer in _observers)
            tell(observer);
    }
}
