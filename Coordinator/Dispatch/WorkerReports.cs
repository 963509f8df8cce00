using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// Takes in what workers report. Each event is offered to the ledger, which refuses the late and the repeated ones, and passed on to
/// observers only when it was accepted. Safe for concurrent use, in any order.
/// </summary>
public sealed class WorkerReports(
    LedgerKeeper keeper,
    Hearing hearing,
    WorkerRoster roster,
    Avoidance avoidance,
    StoreFaults faults,
    IEnumerable<IDispatchObserver> observers,
    DispatchSignal signal,
    DispatchOptions options,
    TimeProvider time,
    ILogger<WorkerReports> log
)
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
                log.WorkerOfAnotherVersion(report.WorkerId, report.Version, WorkerReport.KnownVersion);
            }

            return;
        }

        if (report.Stages.Count > 0)
            await TakeAsync(report.Stages, cancellation).ConfigureAwait(false);

        // Last: by now what it does not hold any more is taken off its slots.
        if (report.Status is { } status)
            Take(report.WorkerId, status);
    }

    private void Take(string workerId, WorkerStatus status)
    {
        var (joined, left, isDue) = roster.Take(workerId, status);
        if (left is not null)
        {
            log.WorkerEnded(workerId, status.Host);
            Tell(observer => observer.OnGone(left));
        }

        if (joined is not null)
        {
            log.WorkerJoined(workerId, status.Host, status.Slots, status.Device);
            Tell(observer => observer.OnJoined(joined));
        }

        if (isDue)
            signal.Set();
    }

    private async Task TakeAsync(IReadOnlyList<StageReport> events, CancellationToken cancellation)
    {
        // They have been heard of now, and what ended has left its worker, however long the store takes to say so.
        foreach (var report in events)
        {
            hearing.Renew(LeaseOf(report));
            if (report is StageEnded)
                roster.OnEnded(LeaseOf(report));
        }

        var stages =
            events.Count == 1
                ?
                [
                    [.. events],
                ]
                : events.GroupBy(report => report.StageId).Select(stage => stage.ToArray()).ToList();
        var taken = await faults
            .PersistAsync(() => keeper.ChangeAsync(ledger => Change(ledger, stages), cancellation), cancellation)
            .ConfigureAwait(false);
        foreach (var one in taken)
        {
            var (report, isAccepted, plan, implied) = one;
            Account(one);
            if (!isAccepted)
                continue;
            foreach (var earlier in implied)
                Tell(earlier, default);
            Tell(report, plan);
        }
    }

    /// <summary>Events by stage, in order. What a later one implies is no transition of its own.</summary>
    private List<Taken> Change(SweepLedger ledger, List<StageReport[]> stages)
    {
        var taken = new List<Taken>(stages.Count);
        foreach (var events in stages)
        {
            var implied = new List<StageReport>();
            for (var number = 0; number < events.Length; number++)
            {
                if (IsImplied(events, number))
                {
                    implied.Add(events[number]);
                    continue;
                }

                var report = WithItsData(ledger, events[number]);
                var (isAccepted, plan) = Change(ledger, report);
                taken.Add(
                    new Taken(report, isAccepted, plan, implied)
                    {
                        IsCutShort = report is StageFailed && events[number] is not StageEnded,
                        Lack = report is StageFailed { Cause: FailureCause.OtherWeights }
                            ? ledger.WeightsOf(report.StageId)
                            : ledger.ChoiceOf(report.StageId),
                    }
                );
                implied = [];
            }
        }

        return taken;
    }

    private static bool IsImplied(StageReport[] events, int number)
    {
        var report = events[number];
        for (var later = number + 1; later < events.Length; later++)
        {
            if (
                events[later].Attempt == report.Attempt
                && (events[later] is StageCompleted || (report is StageStarted && events[later] is StageProgressed { Metrics: not null }))
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An attempt that has read other data than its stage is to see has failed, whatever it says.</summary>
    private static StageReport WithItsData(SweepLedger ledger, StageReport report)
    {
        var data = report switch
        {
            StageCompleted completed => completed.Result.Data,
            StageProgressed progressed => progressed.Data,
            _ => null,
        };
        if (data is null || ledger.NoteData(LeaseOf(report), data) is not { } expected || ledger.FindStage(report.StageId) is not { } stage)
            return report;
        return new StageFailed(
            report.StageId,
            report.Attempt,
            report.WorkerId,
            stage.Definition.Data.DescribeOther(data, expected),
            null,
            FailureCause.OtherData
        )
        {
            Spent = report is StageEnded end ? end.Spent : TimeSpan.Zero,
        };
    }

    private (bool IsAccepted, FailurePlan Plan) Change(SweepLedger ledger, StageReport report)
    {
        var (lease, now) = (LeaseOf(report), time.GetUtcNow());
        return report switch
        {
            StageStarted => (ledger.Start(lease, now), default),
            StageProgressed { Metrics: { } metrics } => (ledger.AddEpoch(lease, metrics, now), default),
            StageProgressed => (ledger.Holds(lease), default),
            StageCompleted completed => (ledger.Complete(lease, completed.Result, completed.Epochs, completed.Spent, now), default),
            StageReleased released => (ledger.Release(lease, EndOf(released), now), default),
            StageFailed failed => Fail(ledger, failed, lease, now),
            _ => throw new NotSupportedException($"There is no event {report.GetType().Name}."),
        };
    }

    private (bool IsAccepted, FailurePlan Plan) Fail(SweepLedger ledger, StageFailed failed, Lease lease, DateTimeOffset now)
    {
        if (!ledger.Holds(lease) || ledger.FindStage(lease.StageId) is not { } stage)
            return default;

        var plan = FailurePlan.For(failed, stage, options);
        var end = new AttemptEnd(failed.Error, failed.Spent) { Details = failed.Details, LogTail = failed.LogTail };
        var isAccepted = plan.Action switch
        {
            FailureAction.Park => ledger.Park(lease, end, now),
            FailureAction.ReopenParent => ledger.ReopenParent(lease, end, now),
            FailureAction.PassOn => ledger.Release(lease, end, now),
            _ => ledger.Retry(lease, end, now + plan.Wait, plan.Splits, now),
        };
        return (isAccepted, plan);
    }

    /// <summary>The coordinator asks for a stage only when no running sweep wants it any more.</summary>
    private static AttemptEnd EndOf(StageReleased released) =>
        new(released.Reason ?? "no running sweep wanted the stage any more", released.Spent) { LogTail = released.LogTail };

    /// <summary>What follows for workers.</summary>
    private void Account(Taken taken)
    {
        var (report, isAccepted, plan, _) = taken;
        var lease = LeaseOf(report);
        if (!isAccepted)
        {
            log.LateReportRefused(lease.WorkerId, lease.Attempt, lease.StageId);
        }

        if (report is StageEnded)
            hearing.Forget(lease);
        if (taken.IsCutShort || (!isAccepted && report is not StageEnded))
            roster.Cancel(lease, save: false);

        if (isAccepted && report is StageCompleted)
        {
            roster.OnCompleted(lease);
            avoidance.Forget(lease.StageId);
        }
        else if (isAccepted && report is StageFailed { Cause: FailureCause.OtherData or FailureCause.OtherWeights } other)
        {
            log.StagePassedOn(lease.StageId, lease.WorkerId, other.Error);
            roster.OnOtherData(lease.WorkerId, taken.Lack, other.Error);
        }
        else if (isAccepted && report is StageFailed)
        {
            avoidance.Add(lease.StageId, lease.WorkerId);
        }

        // A slot is idle, or a worker is to be told that its attempt is not wanted.
        if (!isAccepted || report is StageEnded)
            signal.Set();
    }

    private void Tell(StageReport report, FailurePlan plan) =>
        Tell(observer =>
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

    /// <param name="Implied">What came before and is true if this is.</param>
    private readonly record struct Taken(StageReport Report, bool IsAccepted, FailurePlan Plan, List<StageReport> Implied)
    {
        /// <summary>The coordinator says that it has failed; its worker goes on, and is to be told.</summary>
        public bool IsCutShort { get; init; }

        /// <summary>What the worker lacks, when it has failed for want of that; see <see cref="WorkerRoster.OnOtherData"/>.</summary>
        public int Lack { get; init; }
    }
}
