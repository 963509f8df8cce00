using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>What a sweep consists of, by state; kept up to date with every transition, so that reading it is no scan.</summary>
public sealed record SweepCounts(IReadOnlyDictionary<StageState, StateCount> ByState)
{
    public StateCount this[StageState state] => ByState.GetValueOrDefault(state);

    public StateCount Total => Sum(Enum.GetValues<StageState>());

    /// <summary>Still to be executed, or executing.</summary>
    public StateCount Open => Sum(StageState.Waiting, StageState.Ready, StageState.Queued, StageState.Running);

    /// <summary>Parked, themselves or by a stage above them.</summary>
    public StateCount Failed => Sum(StageState.Failed, StageState.Blocked);

    /// <summary>Share of the expected work that is done, 0…1. What failed is not done, before the end and after it.</summary>
    public double Fraction
    {
        get
        {
            // Sums of costs are not exact.
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
