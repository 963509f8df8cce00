using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>What a trial's last stage and its sweep make of the trial.</summary>
internal static class TrialStates
{
    /// <param name="hasResult">Of the stage: it is kept when the stage has to run again for others.</param>
    public static TrialState Of(StageState leaf, bool hasResult, SweepState sweep) =>
        leaf switch
        {
            _ when hasResult => TrialState.Completed,
            StageState.Failed or StageState.Blocked => TrialState.Failed,
            _ when sweep == SweepState.Cancelled => TrialState.Cancelled,
            StageState.Running => TrialState.Running,
            _ => TrialState.Pending,
        };
}
