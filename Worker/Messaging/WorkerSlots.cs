using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Holds the stages that this process works on, and obeys orders. The report of an attempt's end and its removal from the status happen
/// together, so that no attempt disappears from the status without a report. Safe for concurrent use.
/// </summary>
public sealed partial class WorkerSlots
{
    private readonly Lock _gate = new();
    private readonly KnownAttempts _known = new();
    private readonly Slot[] _slots;
    private readonly Outbox _outbox;
    private readonly Hearing _hearing;
    private readonly MemoryRule _memory;
    private readonly CardMemory? _card;
    private readonly FailureStreak _streak;
    private readonly IStageEngineFactory _engines;
    private readonly IAttemptObserver[] _observers;
    private readonly WorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private long _sequence;
    private IReadOnlyList<string>? _data;
    private IReadOnlyList<string>? _findings;

    internal WorkerSlots(
        IStageEngineFactory engines,
        Outbox outbox,
        Hearing hearing,
        IMemoryGauge memory,
        IEnumerable<IAttemptObserver> observers,
        WorkerOptions options,
        TimeProvider time,
        ILogger<WorkerSlots> log,
        CardMemory? card = null
    )
    {
        (_engines, _outbox, _hearing, _observers, _options, _time, _log) = (engines, outbox, hearing, [.. observers], options, time, log);
        (_memory, _card) = (new MemoryRule(memory, options.ReserveMemory), card);
        _streak = new FailureStreak(options.FailureStreak);
        _slots = [.. Enumerable.Range(1, options.Slots).Select(number => new Slot(engines.Create(number)))];
    }

    public SlotsView Read()
    {
        lock (_gate)
        {
            return new SlotsView(
                _slots.Count(slot => !slot.IsLost),
                _slots.Count(slot => slot.Attempt is not null),
                WhyTakingNothing() ?? WhyNoMemory(),
                _isStopping || _drainReason is not null
            );
        }
    }

    /// <summary>Sends the worker's status soon.</summary>
    public void Announce() => _outbox.Announce(Status);

    /// <summary>
    /// Searches this machine for data sets and weights, and sends a status when they have changed. It may take long, and does not throw.
    /// </summary>
    public void LookForData()
    {
        IReadOnlyList<string>? found;
        try
        {
            found = _engines.FindData();
        }
        catch (Exception error)
        {
            _log.DataSearchFailed(error);
            return;
        }

        lock (_gate)
        {
            if (found is null ? _data is null : _data is not null && _data.SequenceEqual(found))
                return;
            _data = found;
        }

        Announce();
    }

    /// <summary>Examines this machine and sends the findings with the status. It may take a minute, and does not throw.</summary>
    public async Task ExamineAsync(CancellationToken cancellation)
    {
        try
        {
            var findings = await _engines.ExamineAsync(cancellation).ConfigureAwait(false);
            foreach (var finding in findings ?? [])
                _log.MachineHasFinding(finding);
            lock (_gate)
                _findings = findings;
        }
        catch (Exception error)
        {
            _log.ExaminationFailed(error);
            return;
        }

        Announce();
    }

    /// <summary>Reports the newest progress of the running stages.</summary>
    public void ReportProgress()
    {
        lock (_gate)
        {
            foreach (var slot in _slots)
            {
                if (slot.Attempt?.TakeProgress() is { } progress)
                    _outbox.Add(progress);
            }
        }
    }

    /// <summary>Carries out orders; returns at once.</summary>
    public void Obey(WorkerOrders orders)
    {
        var isNews = _hearing.Hear(orders.Heard);
        lock (_gate)
        {
            foreach (var run in orders.Run)
                Run(run);
            foreach (var cancel in orders.Cancel)
                Cancel(cancel);
            if (orders.Drain is { } reason)
                Drain(reason, isFaulty: false);
        }

        if (isNews || orders is not { Run: [], Cancel: [], Drain: null })
            Announce();
    }

    private void Run(RunStage command)
    {
        var id = command.Stage.Id;
        var busy = Array.Find(_slots, slot => slot.Has(id));
        if (busy?.Newest >= command.Attempt || !_known.TryAdd(id, command.Attempt))
            return;
        if (busy is not null)
        {
            // The new attempt waits for the same slot, because two engines must not work on one stage at once.
            busy.Attempt!.Stop(StopReason.Superseded);
            busy.Next = command;
            if (WhyTakingNothing() is { } refusal)
                ReleaseNext(busy, refusal);
            return;
        }

        var idle = Array.Find(_slots, slot => slot is { Attempt: null, IsLost: false });
        var why =
            WhyTakingNothing()
            ?? (idle is null ? $"all {_options.Slots} slots of the worker are busy" : null)
            ?? ReserveMemory(idle!, command);
        if (why is null)
            Begin(idle!, command);
        else
            Release(command, why);
    }

    private string? WhyNoMemory() => _memory.WhyNot() ?? _card?.WhyNot();

    /// <summary>Reserves the memory of a stage and notes it in the slot; returns null, or why it does not fit.</summary>
    private string? ReserveMemory(Slot slot, RunStage command)
    {
        var (need, ofCard) = Need(command);
        if (_memory.Reserve(need) is { } why)
            return why;
        if (_card?.Reserve(ofCard) is { } whyNotThere)
        {
            _memory.Release(need);
            return whyNotThere;
        }

        (slot.Memory, slot.CardMemory) = (need, ofCard);
        return null;
    }

    private void ReleaseMemory(Slot slot)
    {
        _memory.Release(slot.Memory);
        _card?.Release(slot.CardMemory);
    }

    private (long Machine, long Card) Need(RunStage command)
    {
        try
        {
            var work = new StageWork(command.Stage, command.Splits);
            return (_engines.MemoryOf(work), _engines.CardMemoryOf(work));
        }
        catch (Exception error)
        {
            // The engine will refuse such a stage as well, and then the failure is reported.
            _log.NeedIsUnknown(error, command.Stage.Id);
            return (0, 0);
        }
    }

    private void Begin(Slot slot, RunStage command)
    {
        _outbox.Add(new StageStarted(command.Stage.Id, command.Attempt, _options.Id));
        slot.Attempt = new StageAttempt(slot.Engine, command, _outbox, _observers, _options, _time, _log);
        slot.Work = FollowAsync(slot, slot.Attempt);
    }

    private async Task FollowAsync(Slot slot, StageAttempt attempt)
    {
        var end = await attempt.RunAsync().ConfigureAwait(false);
        lock (_gate)
        {
            if (slot.Attempt == attempt)
                End(slot, attempt, end);
        }

        Announce();
    }

    private void End(Slot slot, StageAttempt attempt, StageEnded? end)
    {
        slot.Attempt = null;
        ReleaseMemory(slot);
        if (end is not null)
        {
            _log.AttemptEnds(end.StageId, end.Attempt, end.GetType().Name);
            _outbox.Add(end);
            if (_streak.Observe(end) is { } reason)
                Drain(reason, isFaulty: true);
        }

        if (attempt.DeviceLoss is { } loss)
            LoseDevice(loss);
        if (attempt.IsStuck)
        {
            slot.IsLost = true;
            Drain(
                $"stage {attempt.StageId.Abbreviation} did not stop within {_options.StopPatience} of being told to and still occupies its slot",
                isFaulty: true
            );
            ReleaseNext(slot, "the attempt before did not stop");
        }

        if (slot.Next is { } next)
        {
            slot.Next = null;
            if (ReserveMemory(slot, next) is { } why)
                Release(next, why);
            else
                Begin(slot, next);
        }

        EndIfDrained();
    }

    private void Cancel(CancelStage cancel)
    {
        var slot = Array.Find(_slots, slot => slot.Has(cancel.StageId));
        if (slot?.Next?.Attempt == cancel.Attempt)
        {
            if (cancel.Save)
                ReleaseNext(slot, null);
            slot.Next = null;
        }
        else if (slot?.Attempt?.Number == cancel.Attempt)
        {
            slot.Attempt.Stop(cancel.Save ? StopReason.Unwanted : StopReason.Superseded);
        }
        else if (slot is null && !cancel.Save)
        {
            // If its order is still on the way, it must have no effect when it arrives.
            _known.TryAdd(cancel.StageId, cancel.Attempt);
        }
    }

    private void Release(RunStage command, string? reason) =>
        _outbox.Add(new StageReleased(command.Stage.Id, command.Attempt, _options.Id, reason));

    private void ReleaseNext(Slot slot, string? reason)
    {
        if (slot.Next is { } next)
            Release(next, reason);
        slot.Next = null;
    }

    private WorkerStatus Status()
    {
        lock (_gate)
        {
            var reason = WhyTakingNothing() ?? WhyNoMemory();
            return new WorkerStatus
            {
                Sequence = ++_sequence,
                Heard = _hearing.Heard,
                Slots = _slots.Count(slot => !slot.IsLost),
                Held =
                [
                    .. _slots.Where(slot => slot.Attempt is not null).Select(slot => new HeldAttempt(slot.Attempt!.StageId, slot.Newest)),
                ],
                Accepting = reason is null,
                Draining = _isStopping || _drainReason is not null,
                Ended = _hasEnded,
                Reason = _drainReason ?? reason,
                Device = _options.Device,
                MemoryFree = _memory.Free,
                Data = _data,
                Findings = _findings,
                Version = WorkerVersion.Text,
                Host = Environment.MachineName,
            };
        }
    }
}
