using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>The end of a worker: it is drained when it should accept no more stages, or stopped when the process must end.</summary>
public sealed partial class WorkerSlots
{
    private readonly TaskCompletionSource<WorkerEnd> _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _drainReason;
    private bool _isFaulty;
    private bool _isDeviceLost;
    private bool _isStopping;
    private bool _hasEnded;

    /// <summary>Completes when the worker was drained, by the coordinator or by itself, and has no stages left.</summary>
    public Task<WorkerEnd> Drained => _drained.Task;

    /// <summary>True when an engine keeps working although it was asked to stop.</summary>
    public bool HasLostSlot
    {
        get
        {
            lock (_gate)
                return Array.Exists(_slots, slot => slot.IsLost);
        }
    }

    /// <summary>
    /// Accepts no more stages, saves those it has and gives them back. A stage that cannot be saved in time is given back as well, since
    /// the process must end. Returns when all reports are in the outbox.
    /// </summary>
    public async Task StopAsync(TimeSpan patience)
    {
        Task[] work;
        lock (_gate)
        {
            _isStopping = true;
            foreach (var slot in _slots)
            {
                slot.Attempt?.Stop(StopReason.Shutdown);
                ReleaseNext(slot, "the worker was stopped");
            }

            work = [.. _slots.Select(slot => slot.Work)];
        }

        Announce();
        try
        {
            await Task.WhenAll(work).WaitAsync(patience, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            GiveUp(patience);
        }

        lock (_gate)
            _hasEnded = true;
        Announce();
    }

    private string? WhyTakingNothing() =>
        _isStopping ? "the worker was stopped"
        : _drainReason is { } reason ? $"the worker drains: {reason}"
        : null;

    private void Drain(string reason, bool isFaulty)
    {
        _isFaulty |= isFaulty;
        if (_drainReason is null || isFaulty)
        {
            _drainReason = reason;
            _log.WorkerDrains(reason);
        }

        EndIfDrained();
    }

    /// <summary>
    /// Drains the worker. All slots share the device, so their unsaved work is lost, too; they give their stages back as last saved.
    /// </summary>
    private void LoseDevice(string reason)
    {
        _isDeviceLost = true;
        Drain(reason, isFaulty: true);
        foreach (var slot in _slots)
        {
            slot.Attempt?.Stop(StopReason.Shutdown);
            ReleaseNext(slot, reason);
        }
    }

    private void EndIfDrained()
    {
        if (_drainReason is not null && Array.TrueForAll(_slots, slot => slot.Attempt is null))
            _drained.TrySetResult(new WorkerEnd(_drainReason, _isFaulty) { IsDeviceLost = _isDeviceLost });
    }

    private void GiveUp(TimeSpan patience)
    {
        lock (_gate)
        {
            foreach (var slot in _slots.Where(slot => slot.Attempt is not null))
            {
                var (id, number) = (slot.Attempt!.StageId, slot.Attempt.Number);
                _log.StageWasNotSaved(id, patience);
                _outbox.Add(
                    new StageReleased(id, number, _options.Id, $"the worker was stopped, and could not save the stage within {patience}")
                    {
                        LogTail = slot.Attempt.LogTail,
                    }
                );
                (slot.Attempt, slot.IsLost) = (null, true);
            }
        }
    }
}
