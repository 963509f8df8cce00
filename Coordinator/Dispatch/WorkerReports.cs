using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// Takes in what workers report. Each event is offered to the store, which refuses the late and the repeated ones, and passed on to
/// observers only when it was accepted. Safe for concurrent use, in any order.
/// </summary>
public sealed class WorkerReports(
    ISweepStore store, LeaseTable leases, WorkerRoster roster, Avoidance avoidance, StoreFaults faults, IEnumerable<IDispatchObserver> observers,
    DispatchSignal signal, DispatchOptions options, TimeProvider time, ILogger<WorkerReports> log)
{
    private readonly IDispatchObserver[] _observers = [.. observers];
    private readonly ConcurrentDictionary<string, int> _foreign = new(StringComparer.Ordinal);

    /// <summary>Returns when everything in it that counts is stored.</summary>
    /// <exception cref="OperationCanceledException">It could not be stored until <paramref name="cancellation"/>: it is to be delivered again.</exception>
    public async Task AcceptAsync(WorkerReport report, CancellationToken cancellation)
    {
        if (report.Version != WorkerReport.KnownVersion)
        {
            if (_foreign.TryAdd(report.WorkerId, report.Version))
            {
                log.LogError(
                    "Worker {Worker} speaks version {Theirs} of the protocol and this coordinator version {Ours}: it is given nothing. Coordinator and workers must be of one release",
                    report.WorkerId, report.Version, WorkerReport.KnownVersion);
            }

            return;
        }

        await leases.Loaded.WaitAsync(cancellation).ConfigureAwait(false);
        if (report.Stages.Count == 1)
            await TakeAsync(report.Stages, cancellation).ConfigureAwait(false);
        else if (report.Stages.Count > 1)
            await Task.WhenAll(report.Stages.GroupBy(stage => stage.StageId).Select(stage => TakeAsync([.. stage], cancellation))).ConfigureAwait(false);

        // Last: by now what it does not hold any more is taken off its slots.
        if (report.Status is { } status)
            Take(report.WorkerId, status);
    }

    private void Take(string workerId, WorkerStatus status)
    {
        var (joined, isDue) = roster.Take(workerId, status);
        if (joined is not null)
        {
            log.LogInformation("Worker {Worker} on {Host} has joined: {Slots} slot(s), {Device}", workerId, status.Host, status.Slots, status.Device);
            Tell(observer => observer.OnJoined(joined));
        }

        if (isDue)
            signal.Set();
    }

    /// <summary>Events of one stage, in order. What a later one implies is not stored by itself: a short stage is one write.</summary>
    private async Task TakeAsync(IReadOnlyList<StageReport> events, CancellationToken cancellation)
    {
        // It has been heard of now, however long the store takes to say so.
        leases.Renew(LeaseOf(events[^1]));
        var implied = new List<StageReport>();
        for (var number = 0; number < events.Count; number++)
        {
            var report = events[number];
            if (IsImplied(events, number))
            {
                implied.Add(report);
                continue;
            }

            var outcome = await faults.PersistAsync(() => StoreAsync(report, cancellation), cancellation).ConfigureAwait(false);
            Account(report, outcome.IsAccepted);
            if (outcome.IsAccepted)
            {
                foreach (var earlier in implied)
                    Tell(earlier, default);
                Tell(report, outcome.Plan);
            }

            implied.Clear();
        }
    }

    private static bool IsImplied(IReadOnlyList<StageReport> events, int number)
    {
        var report = events[number];
        for (var later = number + 1; later < events.Count; later++)
        {
            if (events[later].Attempt == report.Attempt
                && (events[later] is StageCompleted || (report is StageStarted && events[later] is StageProgressed { Metrics: not null })))
                return true;
        }

        return false;
    }

    private async Task<(bool IsAccepted, FailurePlan Plan)> StoreAsync(StageReport report, CancellationToken cancellation)
    {
        var lease = LeaseOf(report);
        return report switch
        {
            StageStarted => (await store.StartAsync(lease, cancellation).ConfigureAwait(false), default),
            StageProgressed { Metrics: { } metrics } => (await store.AddEpochAsync(lease, metrics, cancellation).ConfigureAwait(false), default),
            StageProgressed => (leases.Renew(lease), default),
            StageCompleted completed => (
                await store.CompleteAsync(lease, completed.Result, completed.Epochs, completed.Spent, cancellation).ConfigureAwait(false), default),
            StageReleased released => (await store.ReleaseAsync(lease, EndOf(released), cancellation).ConfigureAwait(false), default),
            StageFailed failed => await StoreAsync(failed, lease, cancellation).ConfigureAwait(false),
            _ => throw new NotSupportedException($"There is no event {report.GetType().Name}."),
        };
    }

    private async Task<(bool IsAccepted, FailurePlan Plan)> StoreAsync(StageFailed failed, Lease lease, CancellationToken cancellation)
    {
        if (!leases.Contains(lease) || await store.FindStageAsync(failed.StageId, cancellation).ConfigureAwait(false) is not { } stage)
            return default;

        var plan = FailurePlan.For(failed, stage, options);
        var end = new AttemptEnd(failed.Error, failed.Spent) { Details = failed.Details, LogTail = failed.LogTail };
        var isAccepted = plan.Action switch
        {
            FailureAction.Park => store.ParkAsync(lease, end, cancellation),
            FailureAction.ReopenParent => store.ReopenParentAsync(lease, end, cancellation),
            _ => store.RetryAsync(lease, end, time.GetUtcNow() + plan.Wait, plan.Splits, cancellation),
        };
        return (await isAccepted.ConfigureAwait(false), plan);
    }

    /// <summary>The coordinator asks for a stage only when no running sweep wants it any more.</summary>
    private static AttemptEnd EndOf(StageReleased released) =>
        new(released.Reason ?? "no running sweep wanted the stage any more", released.Spent) { LogTail = released.LogTail };

    /// <summary>What follows for leases and slots.</summary>
    private void Account(StageReport report, bool isAccepted)
    {
        var lease = LeaseOf(report);
        if (!isAccepted)
            log.LogInformation("Refused a late report of {Worker} on attempt {Attempt} at stage {Stage}", lease.WorkerId, lease.Attempt, lease.StageId);

        if (report is not StageEnded)
        {
            if (isAccepted)
                leases.Renew(lease);
            else
                roster.Cancel(lease, save: false);
        }
        else
        {
            if (isAccepted)
                leases.Remove(lease);
            roster.OnEnded(lease);
        }

        if (isAccepted && report is StageCompleted)
        {
            roster.OnCompleted(lease);
            avoidance.Forget(lease.StageId);
        }
        else if (isAccepted && report is StageFailed)
        {
            avoidance.Add(lease.StageId, lease.WorkerId);
        }

        // A slot is idle, or a worker is to be told that its attempt is not wanted.
        if (!isAccepted || report is StageEnded)
            signal.Set();
    }

    private void Tell(StageReport report, FailurePlan plan) => Tell(observer =>
    {
        switch (report)
        {
            case StageStarted started:
                observer.OnStarted(started);
                break;
            case StageProgressed progressed:
                observer.OnProgressed(progressed);
                break;
            case StageCompleted completed:
                observer.OnCompleted(completed);
                break;
            case StageFailed failed:
                observer.OnFailed(failed, plan);
                break;
            case StageReleased released:
                observer.OnReleased(released);
                break;
        }
    });

    private void Tell(Action<IDispatchObserver> tell)
    {
        foreach (var observer in _observers)
            tell(observer);
    }

    private static Lease LeaseOf(StageReport report) => new(report.StageId, report.Attempt, report.WorkerId);
}
