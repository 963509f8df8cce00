using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>Derives a trial's state from its last stage and its sweep.</summary>
internal static class TrialStates
{
    /// <param name="hasResult">Whether the stage has a result. It is kept when the stage has to run again for others.</param>
    public static TrialState Derive(StageState leaf, bool hasResult, SweepState sweep) =>
        leaf switch
        {
            _ when hasResult => TrialState.Completed,
            StageState.Failed or StageState.Blocked => TrialState.Failed,
            _ when sweep == SweepState.Cancelled => TrialState.Cancelled,
            StageState.Running => TrialState.Running,
            _ => TrialState.Pending,
        };
}
