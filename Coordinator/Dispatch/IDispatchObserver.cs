using Sweep.Contracts.Messages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// Told what the store has accepted, after it did; what it refused as late is not heard of. Called from several threads, and
/// must return at once.
/// </summary>
public interface IDispatchObserver
{
    void OnQueued(RunStage command) { }

    void OnStarted(StageStarted report) { }

    void OnProgressed(StageProgressed report) { }

    void OnCompleted(StageCompleted report) { }

    void OnFailed(StageFailed report, FailurePlan plan) { }

    void OnReleased(StageReleased report) { }

    /// <summary>The worker was silent for too long.</summary>
    void OnLost(Lease lease) { }

    void OnEnded(string sweep, SweepState state) { }

    /// <summary>The store does not work any more, and so nothing is handed out.</summary>
    void OnFault(SweepStoreException fault) { }
}
