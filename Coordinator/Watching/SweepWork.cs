using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Watching;

/// <summary>A sweep, and its work in the unit of <see cref="NewStage.Cost"/>.</summary>
/// <param name="Ahead">Done of the stages that workers have.</param>
internal sealed record SweepWork(SweepRecord Sweep, SweepCounts Counts, double Ahead)
{
    /// <summary>What failed is neither done nor to do.</summary>
    public double Wanted => Counts.Total.Cost - Counts.Failed.Cost;

    public double Done => Math.Clamp(Counts[StageState.Completed].Cost + Ahead, 0, Math.Max(0, Wanted));

    /// <summary>0 to 1, of all there is: what fails makes it neither more nor less.</summary>
    public double Fraction => Ahead > 0 && Counts.Total.Cost > 0 ? Math.Clamp(Done / Counts.Total.Cost, 0, 1) : Counts.Fraction;
}
