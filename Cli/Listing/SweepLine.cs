using System.Globalization;
using Sweep.Cli.Output;
using Sweep.Contracts;
using Sweep.Contracts.States;

namespace Sweep.Cli.Listing;

/// <summary>How a sweep stands, in one line.</summary>
internal static class SweepLine
{
    /// <summary><c>at 34 %: 12 of 40 stages done (3 reused), 2 running, 0 failed, 4,300 images/s, 3 min 20 s left</c>, or how it ended.</summary>
    /// <param name="imagesPerSecond">Zero: not known, or of several sweeps.</param>
    public static string Of(SweepRow sweep, double imagesPerSecond = 0) =>
        sweep.State switch
        {
            SweepState.Completed => $"{sweep.Name} is completed: {Counted.Of(sweep.TrialsCompleted, "trial")}, {Hours(sweep)}.",
            SweepState.Failed =>
                $"{sweep.Name} has ended, {SweepTable.Count(sweep.TrialsFailed)} of {SweepTable.Count(sweep.Trials)} trials failed. sweep failures {sweep.Name} says why, sweep retry {sweep.Name} takes them up again.",
            SweepState.Cancelled =>
                $"{sweep.Name} was cancelled; {SweepTable.Count(sweep.TrialsCompleted)} of {SweepTable.Count(sweep.Trials)} trials are done.",
            SweepState.Paused => $"{Progress(sweep)}, {SweepTable.State(sweep)}{SweepTable.Why(sweep)}. sweep resume {sweep.Name} goes on.",
            _ when sweep.Stalled is { } reason => $"{Progress(sweep)}, stalled: {reason}",
            _ => $"{Progress(sweep)}{Speed(imagesPerSecond)}, {Left(sweep)}",
        };

    public static string Left(SweepRow sweep) =>
        sweep.RemainingSeconds is { } left ? $"{StageText.Describe(TimeSpan.FromSeconds(left))} left" : "time left not known yet";

    /// <summary><c>1 h 20 min of workers used, 2 h 10 min saved by sharing</c></summary>
    public static string Hours(SweepRow sweep)
    {
        var saved = sweep.HoursSaved is > 0 and { } hours ? $", {StageText.Describe(TimeSpan.FromHours(hours))} saved by sharing" : "";
        var most = sweep.GpuHours is { } limit ? string.Create(CultureInfo.InvariantCulture, $" of at most {limit:0.##} h") : "";
        return $"{StageText.Describe(TimeSpan.FromHours(sweep.HoursSpent))}{most} of workers used{saved}";
    }

    public static string Speed(double imagesPerSecond) =>
        imagesPerSecond > 0 ? string.Create(CultureInfo.InvariantCulture, $", {imagesPerSecond:#,0} images/s") : "";

    public static string Progress(SweepRow sweep) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"at {SweepTable.Percent(sweep.Fraction)}: {sweep.StagesCompleted:#,0} of {sweep.Stages:#,0} stages done ({sweep.StagesReused:#,0} reused), {sweep.StagesRunning:#,0} running, {sweep.StagesFailed:#,0} failed"
        );
}
