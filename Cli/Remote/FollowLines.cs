using System.Globalization;
using Sweep.Cli.Listing;
using Sweep.Cli.Running;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Remote;

/// <summary>For people: a line now and then, when the state changes, and in the end.</summary>
internal sealed class FollowLines(TextWriter output) : IFollowView
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private SweepState? _state;
    private TimeSpan _last;

    public void OnRead(SweepRow sweep, TimeSpan elapsed, TimeSpan? remaining)
    {
        var hasTurned = _state != sweep.State;
        if (!hasTurned && elapsed - _last < Interval)
            return;
        (_state, _last) = (sweep.State, elapsed);
        output.WriteLine(sweep.State switch
        {
            SweepState.Completed => $"{sweep.Name} is completed: {SweepTable.Count(sweep.TrialsCompleted)} trials, {StageText.Describe(elapsed)}.",
            SweepState.Failed =>
                $"{sweep.Name} has ended, {SweepTable.Count(sweep.TrialsFailed)} of {SweepTable.Count(sweep.Trials)} trials failed. sweep retry {sweep.Name} takes them up again.",
            SweepState.Cancelled => $"{sweep.Name} was cancelled; {SweepTable.Count(sweep.TrialsCompleted)} of {SweepTable.Count(sweep.Trials)} trials are done.",
            SweepState.Paused => $"{Progress(sweep)}, {SweepTable.State(sweep)}{SweepTable.Why(sweep)}. sweep resume {sweep.Name} goes on.",
            _ => $"{Progress(sweep)}, {(remaining is { } left ? $"{StageText.Describe(left)} left" : "time left not known yet")}",
        });
    }

    public void Note(string text) => output.WriteLine(text);

    private static string Progress(SweepRow sweep) => string.Create(
        CultureInfo.InvariantCulture,
        $"at {SweepTable.Percent(sweep.Fraction)}: {sweep.StagesCompleted:#,0} of {sweep.Stages:#,0} stages done ({sweep.StagesReused:#,0} reused), {sweep.StagesRunning:#,0} running, {sweep.StagesFailed:#,0} failed");
}
