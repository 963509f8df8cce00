using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// Takes in what workers report. Each report is offered to the store, which refuses the late and the repeated ones, and passed
/// on to observers only when it was accepted. Safe for concurrent use, in any order.
/// </summary>
public sealed class StageReports(
    ISweepStore store, IEnumerable<IDispatchObserver> observers, DispatchSignal signal, DispatchOptions options, TimeProvider time,
    ILogger<StageReports> log)
{
    private readonly IDispatchObserver[] _observers = [.. observers];

    private DateTimeOffset LeaseEnd => time.GetUtcNow() + options.Lease;

    public async Task AcceptAsync(StageStarted report, CancellationToken cancellation)
    {
        var lease = new Lease(report.StageId, report.Attempt, report.WorkerId);
        Tell(await store.StartAsync(lease, LeaseEnd, cancellation).ConfigureAwait(false), lease, observer => observer.OnStarted(report));
        signal.Set();
    }

    public async Task AcceptAsync(StageProgressed report, CancellationToken cancellation)
    {
        var lease = new Lease(report.StageId, report.Attempt, report.WorkerId);
        var isCurrent = await store.RenewAsync(lease, LeaseEnd, report.Metrics, cancellation).ConfigureAwait(false);
        Tell(isCurrent, lease, observer => observer.OnProgressed(report));
    }

    public async Task AcceptAsync(StageCompleted report, CancellationToken cancellation)
    {
        var lease = new Lease(report.StageId, report.Attempt, report.WorkerId);
        var isCurrent = await store.CompleteAsync(lease, report.Result, cancellation).ConfigureAwait(false);
        Tell(isCurrent, lease, observer => observer.OnCompleted(report));
        signal.Set();
    }

    public async Task AcceptAsync(StageReleased report, CancellationToken cancellation)
    {
        var lease = new Lease(report.StageId, report.Attempt, report.WorkerId);
        Tell(await store.ReleaseAsync(lease, cancellation).ConfigureAwait(false), lease, observer => observer.OnReleased(report));
        signal.Set();
    }

    public async Task AcceptAsync(StageFailed report, CancellationToken cancellation)
    {
        var lease = new Lease(report.StageId, report.Attempt, report.WorkerId);
        if (await store.FindStageAsync(report.StageId, cancellation).ConfigureAwait(false) is not { } stage)
            return;

        var plan = FailurePlan.For(report, stage, options);
        var isCurrent = plan.Action switch
        {
            FailureAction.Park => store.ParkAsync(lease, report.Error, report.Details, cancellation),
            FailureAction.ReopenParent => store.ReopenParentAsync(lease, report.Error, cancellation),
            _ => store.RetryAsync(lease, report.Error, time.GetUtcNow() + plan.Wait, cancellation),
        };
        Tell(await isCurrent.ConfigureAwait(false), lease, observer => observer.OnFailed(report, plan));
        signal.Set();
    }

    private void Tell(bool isCurrent, Lease lease, Action<IDispatchObserver> tell)
    {
        if (!isCurrent)
        {
            log.LogInformation("Refused a late report of {Worker} on attempt {Attempt} at stage {Stage}", lease.WorkerId, lease.Attempt, lease.StageId);
            return;
        }

        foreach (var observer in _observers)
            tell(observer);
    }
}
