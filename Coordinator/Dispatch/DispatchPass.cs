using Microsoft.Extensions.Logging;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>One look at the store: what was lost is taken back, what is ready is handed out, what is done is closed.</summary>
public sealed class DispatchPass(
    ISweepStore store, IStageSender sender, IEnumerable<IDispatchObserver> observers, DispatchOptions options, TimeProvider time,
    ILogger<DispatchPass> log)
{
    private const int ExpiredAtOnce = 1000;
    private readonly IDispatchObserver[] _observers = [.. observers];

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();

        // 1. Take back what silent workers held. Losing a worker is not the stage's failure, so it is not counted.
        foreach (var lease in await store.ReadExpiredAsync(now, ExpiredAtOnce, cancellation).ConfigureAwait(false))
            await TakeBackAsync(lease, cancellation).ConfigureAwait(false);

        // 2. Take the heads: no more of any sweep than fits into the queue.
        var room = options.Window - await store.CountQueuedAsync(cancellation).ConfigureAwait(false);
        var heads = await ReadHeadsAsync(now, room, cancellation).ConfigureAwait(false);

        // 3. Decide.
        var chosen = DispatchPlan.Choose(heads, room);

        // 4. Hand out, the store first: a message that was never sent is found again, one that nobody recorded is not.
        foreach (var stage in chosen)
            await HandOutAsync(stage, cancellation).ConfigureAwait(false);

        // 5. Close the sweeps in which nothing is left to do.
        foreach (var sweep in heads.Where(sweep => sweep.Ready.Count == 0))
            await CloseIfDoneAsync(sweep.Sweep, cancellation).ConfigureAwait(false);
    }

    private async Task TakeBackAsync(Lease lease, CancellationToken cancellation)
    {
        if (!await store.ReleaseAsync(lease, cancellation).ConfigureAwait(false))
            return;
        log.LogWarning("Worker {Worker} fell silent; stage {Stage} goes to another", lease.WorkerId, lease.StageId);
        foreach (var observer in _observers)
            observer.OnLost(lease);
    }

    private async Task<List<SweepHeads>> ReadHeadsAsync(DateTimeOffset now, int room, CancellationToken cancellation)
    {
        var heads = new List<SweepHeads>();
        foreach (var (name, priority) in await store.ReadRunningSweepsAsync(cancellation).ConfigureAwait(false))
        {
            var ready = room > 0 ? await store.ReadReadyAsync(name, now, room, cancellation).ConfigureAwait(false) : [];
            heads.Add(new SweepHeads(name, priority, ready));
        }

        return heads;
    }

    private async Task HandOutAsync(StageId stage, CancellationToken cancellation)
    {
        if (await store.QueueAsync(stage, cancellation).ConfigureAwait(false) is not { } command)
            return;
        foreach (var observer in _observers)
            observer.OnQueued(command);
        try
        {
            await sender.SendAsync(command, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await store.ReleaseAsync(new Lease(stage, command.Attempt, ""), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task CloseIfDoneAsync(string sweep, CancellationToken cancellation)
    {
        var counts = await store.CountAsync(sweep, cancellation).ConfigureAwait(false);
        if (counts.Open.Stages > 0)
            return;

        var state = counts.Failed.Stages > 0 ? SweepState.Failed : SweepState.Completed;
        if (await store.SetSweepStateAsync(sweep, SweepState.Running, state, cancellation).ConfigureAwait(false))
        {
            foreach (var observer in _observers)
                observer.OnEnded(sweep, state);
        }
    }
}
