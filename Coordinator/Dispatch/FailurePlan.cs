using Sweep.Contracts.Messages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>What follows a failed attempt.</summary>
public enum FailureAction
{
    /// <summary>Another attempt, after a wait.</summary>
    Retry,

    /// <summary>The parent runs again first: its checkpoint is gone.</summary>
    ReopenParent,

    /// <summary>Another worker is to take it: this one has other data, or weights. Not counted as a failure.</summary>
    PassOn,

    /// <summary>No further attempt; what is below fails with it.</summary>
    Park,
}

/// <summary>Decides what follows a failed attempt. Pure.</summary>
/// <param name="Wait">Before the next attempt; zero unless it is a retry.</param>
/// <param name="Splits">For the next attempt; see <see cref="RunStage.Splits"/>.</param>
public readonly record struct FailurePlan(FailureAction Action, TimeSpan Wait, int Splits)
{
    public static FailurePlan For(StageFailed failure, StageRecord stage, DispatchOptions options)
    {
        if (failure.Cause is FailureCause.OtherData or FailureCause.OtherWeights)
            return new(FailureAction.PassOn, TimeSpan.Zero, stage.Splits);
        var splits = failure.Cause == FailureCause.OutOfMemory ? stage.Splits * 2 : stage.Splits;
        // Once also where nothing is to be retried: it is not the stage that is at fault.
        if (
            failure.Cause == FailureCause.MissingParent
            && stage.Definition.Parent is not null
            && stage.Failures < Math.Max(1, stage.Retries)
        )
        {
            return new(FailureAction.ReopenParent, TimeSpan.Zero, stage.Splits);
        }

        if (
            failure.Cause == FailureCause.Stage
            || stage.Failures >= stage.Retries
            || splits > Math.Max(stage.Splits, stage.Definition.Training.Batch)
        )
        {
            return new(FailureAction.Park, TimeSpan.Zero, stage.Splits);
        }

        var wait = options.BackOff * Math.Pow(2, Math.Min(stage.Failures, 30));
        return new(FailureAction.Retry, wait < options.MaxBackOff ? wait : options.MaxBackOff, splits);
    }
}
