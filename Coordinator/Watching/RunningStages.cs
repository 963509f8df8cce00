using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Watching;

/// <summary>
/// How far workers are with what they have. Which attempts those are, the store says; this keeps what is stored nowhere, and grows
/// with them alone. Safe for concurrent use.
/// </summary>
public sealed class RunningStages(TimeProvider time) : IDispatchObserver
{
    private const int MostGivenBack = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<StageId, RunningAttempt> _attempts = [];
    private HashSet<Lease> _givenBack = [];

    /// <summary>Null when no worker has the stage, or this process was not told yet.</summary>
    public RunningAttempt? Find(StageId stage)
    {
        lock (_gate)
            return _attempts.GetValueOrDefault(stage);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<RunningAttempt> Read()
    {
        lock (_gate)
            return [.. _attempts.Values];
    }

    public void OnQueued(RunStage command, string workerId) =>
        Add(
            new RunningAttempt
            {
                Stage = command.Stage,
                Lease = new Lease(command.Stage.Id, command.Attempt, workerId),
                Since = time.GetTimestamp(),
                MayBeResumed = command.Attempt > 1,
            }
        );

    public void OnStarted(StageStarted report) => Change(report, attempt => attempt with { IsStarted = true });

    public void OnProgressed(StageProgressed report) =>
        Change(
            report,
            attempt =>
                attempt with
                {
                    IsStarted = true,
                    // A mere heartbeat may come late.
                    Progress = report.Fraction >= (attempt.Progress?.Fraction ?? 0) ? report : attempt.Progress,
                    Log = report.Log ?? attempt.Log,
                    Top1 = report.Metrics?.Top1 ?? attempt.Top1,
                    Loss = report.Metrics?.TrainLoss ?? attempt.Loss,
                    FractionBefore = attempt is { MayBeResumed: true, Progress: null } ? report.Fraction : attempt.FractionBefore,
                }
        );

    public void OnCompleted(StageCompleted report) => Remove(LeaseOf(report));

    public void OnFailed(StageFailed report, FailurePlan plan) => GiveBack(LeaseOf(report));

    public void OnReleased(StageReleased report) => GiveBack(LeaseOf(report));

    public void OnLost(Lease lease) => GiveBack(lease);

    public void OnParked(Lease lease, string error) => Remove(lease);

    /// <summary>Takes over an attempt that was handed out before this process began, or whose hand-out it was not told of.</summary>
    /// <param name="elapsed">Since it was handed out.</param>
    internal void Restore(StageDefinition stage, Lease lease, bool isStarted, TimeSpan elapsed)
    {
        lock (_gate)
        {
            if (_attempts.TryGetValue(lease.StageId, out var known) && known.Lease.Attempt >= lease.Attempt)
                return;
            _attempts[lease.StageId] = new RunningAttempt
            {
                Stage = stage,
                Lease = lease,
                IsStarted = isStarted,
                Since = time.GetTimestamp() - (long)(elapsed.TotalSeconds * time.TimestampFrequency),
                MayBeResumed = true,
            };
        }
    }

    /// <summary>Forgets what was handed out before <paramref name="asOf"/> and nobody has any more: its end may not have been told, as when the store failed.</summary>
    internal void Keep(IReadOnlySet<Lease> held, long asOf)
    {
        lock (_gate)
        {
            foreach (var attempt in _attempts.Values.Where(attempt => attempt.Since < asOf && !held.Contains(attempt.Lease)).ToList())
                _attempts.Remove(attempt.Lease.StageId);
        }
    }

    /// <summary>The attempts that got on and ended without completing their stage, since the call before.</summary>
    internal IReadOnlySet<Lease> TakeGivenBack()
    {
        lock (_gate)
        {
            var given = _givenBack;
            _givenBack = [];
            return given;
        }
    }

    private void Add(RunningAttempt attempt)
    {
        lock (_gate)
            _attempts[attempt.Lease.StageId] = attempt;
    }

    private void Change(StageReport report, Func<RunningAttempt, RunningAttempt> change)
    {
        lock (_gate)
        {
            if (_attempts.TryGetValue(report.StageId, out var attempt) && attempt.Lease == LeaseOf(report))
                _attempts[report.StageId] = change(attempt);
        }
    }

    private void Remove(Lease lease)
    {
        lock (_gate)
        {
            if (_attempts.TryGetValue(lease.StageId, out var attempt) && attempt.Lease == lease)
                _attempts.Remove(lease.StageId);
        }
    }

    private void GiveBack(Lease lease)
    {
        lock (_gate)
        {
            if (!_attempts.TryGetValue(lease.StageId, out var attempt) || attempt.Lease != lease)
                return;
            _attempts.Remove(lease.StageId);
            // Nobody asks while no survey is made; then a few too many or too few are of no account.
            if (attempt.Progress is { Fraction: > 0 } && _givenBack.Count < MostGivenBack)
                _givenBack.Add(lease);
        }
    }

    private static Lease LeaseOf(StageReport report) => new(report.StageId, report.Attempt, report.WorkerId);
}
