using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Dispatch;

namespace Sweep.Cli.Running;

/// <summary>Shows a sweep at work. What happens is told from several threads, one at a time.</summary>
public interface IRunView
{
    void OnStarted(RunningStage stage) { }

    void OnEpoch(RunningStage stage, EpochMetrics metrics) { }

    void OnCompleted(RunningStage stage, StageResult result) { }

    void OnFailed(RunningStage stage, StageFailed report, FailurePlan plan) { }

    /// <param name="reason">Why it did not end, in a few words.</param>
    void OnGivenBack(RunningStage stage, string reason) { }

    /// <summary>Something that people want to know, one line.</summary>
    void Note(string text);

    /// <summary>Shows where the sweep is, again and again, until <paramref name="stop"/>; then returns.</summary>
    Task WatchAsync(RunTracker tracker, CancellationToken stop);
}
