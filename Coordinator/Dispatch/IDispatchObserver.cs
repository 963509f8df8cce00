using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// Told what the store has accepted, after it did; what it refused as late is not heard of. Called from several threads, and
/// must return at once.
/// </summary>
public interface IDispatchObserver
{
    /// <summary>A sweep is about to be submitted, in the flow of whoever submits it; told before the store has it, so that no order for it is older.</summary>
    /// <param name="roots">Those of its stages that start from no other.</param>
    void OnSubmitting(IEnumerable<StageId> roots) { }

    void OnQueued(RunStage command, string workerId) { }

    void OnStarted(StageStarted report) { }

    /// <summary>Without <see cref="StageProgressed.Metrics"/> it is not stored, and so may be a late one.</summary>
    void OnProgressed(StageProgressed report) { }

    void OnCompleted(StageCompleted report) { }

    void OnFailed(StageFailed report, FailurePlan plan) { }

    void OnReleased(StageReleased report) { }

    /// <summary>The worker was silent for too long, or never got the order.</summary>
    void OnLost(Lease lease) { }

    /// <summary>Taken from a worker that fell silent, and not handed out again: too many have at this stage.</summary>
    void OnParked(Lease lease, string error) { }

    void OnEnded(string sweep, SweepState state) { }

    /// <summary>A search goes on.</summary>
    /// <param name="added">How many trials, in words.</param>
    void OnGrown(string sweep, string added) { }

    /// <summary>The sweep has spent what it may, and is paused.</summary>
    void OnPaused(string sweep, double gpuHours) { }

    void OnJoined(WorkerView worker) { }

    /// <summary>Nothing was heard of it for longer than a lease, or it ended as it was asked to.</summary>
    void OnGone(WorkerView worker) { }

    /// <summary>A pass has ended, whatever came of it.</summary>
    /// <param name="took">From its beginning until what it decided is stored and sent.</param>
    void OnPassed(TimeSpan took) { }

    /// <summary>The store does not work; nothing is handed out until it does. Told once for each time that it stops working.</summary>
    void OnFault(SweepStoreException fault) { }
}
