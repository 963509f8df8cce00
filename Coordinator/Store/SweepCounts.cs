using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>A sweep's stages by state. Updated with every transition, so that reading the counts needs no scan.</summary>
public sealed record SweepCounts(IReadOnlyDictionary<StageState, StateCount> ByState)
{
    public StateCount this[StageState state] => ByState.GetValueOrDefault(state);

    public StateCount Total => Sum(Enum.GetValues<StageState>());

    /// <summary>Stages still to be executed or executing.</summary>
    public StateCount Open => Sum(StageState.Waiting, StageState.Ready, StageState.Queued, StageState.Running);

    /// <summary>Stages that are parked or blocked by a parked one.</summary>
    public StateCount Failed => Sum(StageState.Failed, StageState.Blocked);

    /// <summary>The share of the expected work that is done, from 0 to 1. Failed work is never counted as done.</summary>
    public double Fraction
    {
        get
        {
            // Sums of costs are not exact, so a finished sweep is reported as exactly 1.
            if (Open.Stages == 0 && Failed.Stages == 0)
                return 1;
            var wanted = Total.Cost;
            return wanted > 0 ? Math.Clamp(this[StageState.Completed].Cost / wanted, 0, 1) : 1;
        }
    }

    private StateCount Sum(params StageState[] states) => states.Aggregate(default(StateCount), (sum, state) => sum + this[state]);
}

/// <summary>Stages in one state, the trials whose leaf they are, and their cost.</summary>
public readonly record struct StateCount(long Stages, long Trials, double Cost)
{
    public static StateCount operator +(StateCount left, StateCount right) =>
        new(left.Stages + right.Stages, left.Trials + right.Trials, left.Cost + right.Cost);

    public static StateCount Add(StateCount left, StateCount right) => left + right;
}
