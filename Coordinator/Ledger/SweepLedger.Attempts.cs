using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>
/// Attempts. A method that takes a <see cref="Lease"/> returns false and changes nothing unless the lease is current: its attempt is the
/// stage's newest, is queued or running, and belongs to this worker. Late, repeated and reordered reports are therefore harmless. "→ Ready"
/// means Ready only if the stage has no parent or a completed one; it means Waiting while the parent runs again, and Blocked while the
/// parent is parked.
/// </summary>
public sealed partial class SweepLedger
{
    /// <summary>Ready → Queued, as a new attempt of this worker. Null when the stage is no longer ready.</summary>
    public RunStage? Hand(StageId id, string worker, DateTimeOffset now)
    {
        var stage = _stages.Find(id);
        if (stage == None || _stages[stage].State != StageState.Ready)
            return null;
        ref var row = ref _stages[stage];
        Change(stage, StageState.Queued);
        row.Attempt++;
        row.NotBefore = 0;
        row.Users++;
        _held.Add(stage, new HeldStage(worker, now.ToUnixTimeMilliseconds(), 0));
        CompleteSettings(stage);
        return new RunStage
        {
            Stage = DefinitionOf(stage),
            Attempt = row.Attempt,
            IsAgain = row.Has(StageMarks.HasResult),
            Splits = row.Splits,
            Timeout = TimeoutOf(stage),
        };
    }

    /// <summary>Queued → Running. Returns true without a change when it is running already.</summary>
    public bool Start(Lease lease, DateTimeOffset now)
    {
        if (!Holds(lease, out var stage))
            return false;
        if (_stages[stage].State == StageState.Queued)
        {
            Change(stage, StageState.Running);
            _held.Start(stage, now.ToUnixTimeMilliseconds());
        }

        return true;
    }

    /// <summary>
    /// Queued → Running, with a point of the learning curve, which replaces an earlier one of the same epoch. An epoch that no attempt had
    /// reached is progress, so the stage's count of losses is reset.
    /// </summary>
    public bool AddEpoch(Lease lease, EpochMetrics metrics, DateTimeOffset now)
    {
        if (!Start(lease, now) || !Holds(lease, out var stage))
            return false;
        MarkDirty(stage);
        ref var row = ref _stages[stage];
        var curve = row.Has(StageMarks.HasCurve) ? _curves[stage] : [];
        if (curve.Length == 0 || curve[^1].Epoch < metrics.Epoch)
            row.Losses = 0;
        _curves[stage] =
        [
            .. curve.Where(point => point.Epoch < metrics.Epoch),
            Storable(metrics),
            .. curve.Where(point => point.Epoch > metrics.Epoch),
        ];
        row.Marks |= StageMarks.HasCurve;
        return true;
    }

    /// <summary>
    /// → Completed, with the whole learning curve in place of the points reported before; children that waited for it become ready. The
    /// result, curve and time of the first completion are kept, because a later completion only restores the checkpoint.
    /// </summary>
    /// <param name="spent">The attempt's time, charged to every running or paused sweep that wants the stage.</param>
    public bool Complete(Lease lease, StageResult result, IReadOnlyList<EpochMetrics> curve, TimeSpan spent, DateTimeOffset now)
    {
        if (!Holds(lease, out var stage))
            return false;
        ref var row = ref _stages[stage];
        if (row.Has(StageMarks.HasResult))
            Charge(stage, spent);
        else
            RecordCompletion(stage, result, curve, spent);
        // A short stage may end before its start was reported.
        var held = _held[stage];
        var ended = now.ToUnixTimeMilliseconds();
        var started = held.Started > 0 ? held.Started : Math.Max(held.Queued, ended - (long)spent.TotalMilliseconds);
        Record(stage, held with { Started = started }, AttemptOutcome.Completed, null, now);
        SetError(stage, null);
        row.Losses = 0;
        row.Marks = (row.Marks | StageMarks.HasResult) & ~StageMarks.HasCurve;
        _curves.Remove(stage);
        Change(stage, StageState.Completed);
        Free(stage);
        return true;
    }

    /// <summary>Records the first completion.</summary>
    private void RecordCompletion(int stage, StageResult result, IReadOnlyList<EpochMetrics> curve, TimeSpan spent)
    {
        ref var row = ref _stages[stage];
        // The result's duration includes attempts whose workers fell silent; their time is charged now that it has led to a result. A first
        // attempt that only found a checkpoint did not do that work for these sweeps.
        var worked = TimeSpan.FromMilliseconds((long)result.Duration.TotalMilliseconds - row.Took);
        var due = row.Attempt > 1 && worked > spent ? worked : spent;
        // The time of all attempts, since the last one may have done little.
        row.Took = Math.Max(1, (long)Math.Max(result.Duration.TotalMilliseconds, spent.TotalMilliseconds));
        var uses = 0L;
        for (var members = MembersOf(stage); members.Next(); )
        {
            uses += members.Member.Uses;
            members.Sweep.Charge(members.Sweep.IsOpen ? due : TimeSpan.Zero, TimeSpan.FromMilliseconds(row.Took) * members.Member.Uses);
            MarkDirty(members.Sweep);
        }

        _tally.Save(_settings[row.Settings].Training.Epochs, row.Took, uses - 1);
        _results[row.Number] = new ResultFacts(row.Number, result);
        if (result.Outcomes is { } outcomes)
            _outcomes[row.Number] = new OutcomeFacts(row.Number, outcomes);
        _finalCurves[row.Number] = new CurveFacts(row.Number, [.. curve.Select(Storable)]);
    }

    /// <summary>→ Ready, not counted as a failure: the worker returned the stage, or never had it.</summary>
    public bool Release(Lease lease, AttemptEnd end, DateTimeOffset now) => End(lease, end, AttemptOutcome.Released, now, Settle);

    /// <summary>→ Ready, counted as a loss and not as a failure: the worker fell silent.</summary>
    /// <param name="error">One line for people.</param>
    public bool Lose(Lease lease, string error, DateTimeOffset now) =>
        End(
            lease,
            new AttemptEnd(error),
            AttemptOutcome.Lost,
            now,
            stage =>
            {
                _stages[stage].Losses = (short)Math.Min(short.MaxValue, _stages[stage].Losses + 1);
                Settle(stage);
            }
        );

    /// <summary>
    /// The worker fell silent: as <see cref="Lose"/>, or → Failed after this many losses in a row without an epoch of progress.
    /// </summary>
    /// <returns>Why the stage is parked; null when it is not.</returns>
    public string? Lapse(Lease lease, int mostLosses, DateTimeOffset now)
    {
        if (!Holds(lease, out var stage))
            return null;
        if (_stages[stage].Losses + 1 < mostLosses)
        {
            Lose(lease, "the worker fell silent", now);
            return null;
        }

        var error =
            $"{mostLosses} workers in a row fell silent at this stage without an epoch of progress: the stage may be what kills them. sweep retry tries it again.";
        Park(lease, new AttemptEnd(error) { IsLoss = true }, now);
        return error;
    }

    /// <summary>→ Ready once <paramref name="notBefore"/> has passed, counted as a failure.</summary>
    /// <param name="splits">For the next attempt; see <see cref="RunStage.Splits"/>.</param>
    public bool Retry(Lease lease, AttemptEnd end, DateTimeOffset notBefore, int splits, DateTimeOffset now) =>
        End(
            lease,
            end,
            AttemptOutcome.Failed,
            now,
            stage =>
            {
                Fail(stage, end.Error);
                _stages[stage].Splits = splits;
                _stages[stage].NotBefore = notBefore.ToUnixTimeMilliseconds();
                Settle(stage);
            }
        );

    /// <summary>→ Failed. Stages below it that are not completed become blocked.</summary>
    public bool Park(Lease lease, AttemptEnd end, DateTimeOffset now) =>
        End(
            lease,
            end,
            AttemptOutcome.Failed,
            now,
            stage =>
            {
                Fail(stage, end.Error);
                Change(stage, StageState.Failed);
            }
        );

    /// <summary>
    /// → Waiting, and a completed parent → Ready; → Blocked if the parent is parked. It counts as a failure, so that a parent whose
    /// checkpoint is lost every time is not run for ever. A stage without a parent becomes ready.
    /// </summary>
    public bool ReopenParent(Lease lease, AttemptEnd end, DateTimeOffset now) =>
        End(
            lease,
            end,
            AttemptOutcome.Failed,
            now,
            stage =>
            {
                Fail(stage, end.Error);
                var parent = _stages[stage].Parent;
                if (parent != None && _stages[parent].State == StageState.Completed)
                    Change(parent, Rest(parent));
                Settle(stage);
            }
        );

    /// <summary>
    /// Every queued or running stage → Ready, not counted as a failure. Returns how many there were. For a coordinator that knows that no
    /// worker holds any of them.
    /// </summary>
    /// <param name="error">Why the attempts ended, in one line for people.</param>
    public int Reclaim(string error, DateTimeOffset now)
    {
        var held = ReadLeases();
        foreach (var lease in held)
            End(lease, new AttemptEnd(error), AttemptOutcome.Lost, now, Settle);
        return held.Count;
    }

    private bool End(Lease lease, AttemptEnd end, AttemptOutcome outcome, DateTimeOffset now, Action<int> move)
    {
        if (!Holds(lease, out var stage))
            return false;
        if (end.Spent > TimeSpan.Zero)
        {
            Charge(stage, end.Spent);
            if (!_stages[stage].Has(StageMarks.HasResult))
                _stages[stage].Took += (long)end.Spent.TotalMilliseconds;
        }

        Record(stage, _held[stage], end.IsLoss ? AttemptOutcome.Lost : outcome, end, now);
        move(stage);
        Free(stage);
        return true;
    }

    /// <summary>Whether the lease is the current one of its stage.</summary>
    public bool Holds(Lease lease) => Holds(lease, out _);

    /// <summary>The fence that rejects outdated leases.</summary>
    private bool Holds(Lease lease, out int stage)
    {
        stage = _stages.Find(lease.StageId);
        return stage != None
            && IsHeld(_stages[stage].State)
            && _stages[stage].Attempt == lease.Attempt
            && _held[stage].Worker == lease.WorkerId;
    }

    /// <summary>Moves a stage that a worker held to the state that its parent's state implies.</summary>
    private void Settle(int stage) => Change(stage, Rest(stage));

    /// <summary>Records that no worker holds the stage any more.</summary>
    private void Free(int stage)
    {
        _held.Remove(stage);
        Leave(stage);
    }

    /// <summary>Charges time to every open sweep that wants the stage; a paused sweep pays for the work it returns.</summary>
    private void Charge(int stage, TimeSpan spent)
    {
        for (var members = MembersOf(stage); members.Next(); )
        {
            if (!members.Sweep.IsOpen)
                continue;
            members.Sweep.Charge(spent, TimeSpan.Zero);
            MarkDirty(members.Sweep);
        }
    }

    private void Fail(int stage, string error)
    {
        _stages[stage].Failures++;
        SetError(stage, error);
    }

    private void SetError(int stage, string? error)
    {
        ref var row = ref _stages[stage];
        row.Marks &= ~StageMarks.HasError;
        _errors.Remove(stage);
        if (error is null)
            return;
        row.Marks |= StageMarks.HasError;
        _errors[stage] = error;
    }

    private void Record(int stage, HeldStage held, AttemptOutcome outcome, AttemptEnd? end, DateTimeOffset now)
    {
        ref var row = ref _stages[stage];
        _attempts.Add(
            new AttemptFacts(
                row.Number,
                new AttemptRecord
                {
                    Number = row.Attempt,
                    WorkerId = held.Worker,
                    Queued = MomentOf(held.Queued),
                    Started = MomentOf(held.Started),
                    Ended = MomentOf(now.ToUnixTimeMilliseconds()),
                    Outcome = outcome,
                    Error = end?.Error,
                    Details = end?.Details,
                    LogTail = end?.LogTail,
                }
            )
        );
    }

    private static DateTimeOffset? MomentOf(long milliseconds) =>
        milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    /// <summary>Removes infinite and undefined values, which no curve can show: the training loss becomes NaN, others null.</summary>
    private static EpochMetrics Storable(EpochMetrics metrics) =>
        metrics with
        {
            TrainLoss = double.IsFinite(metrics.TrainLoss) ? metrics.TrainLoss : double.NaN,
            Loss = metrics.Loss is { } loss && double.IsFinite(loss) ? loss : null,
        };
}
