using Sweep.Cli.Listing;
using Sweep.Cli.Output;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Cli.Watching;

/// <summary>Which view fits where the output goes. Several threads may write to a view.</summary>
internal static class WatchViews
{
    /// <param name="isMany">Every sweep, not one.</param>
    public static IWatchView ForPeople(TextWriter output, bool isMany, TimeProvider time) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected
            ? new WatchLive(Terminal.On(output), isMany, time)
            : new WatchLines(TextWriter.Synchronized(output), isMany, time);

    /// <summary>What a program ends with that followed a sweep to its end.</summary>
    public static int CodeOf(SweepRow end) => end.State == SweepState.Completed ? ExitCode.Completed : ExitCode.SomeTrialsFailed;
}
