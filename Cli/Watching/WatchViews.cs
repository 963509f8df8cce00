using Sweep.Cli.Listing;
using Sweep.Cli.Output;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Cli.Watching;

/// <summary>Which view fits where the output goes.</summary>
internal static class WatchViews
{
    /// <param name="lines">Where lines go when the output is no terminal, if several threads write them; null for the output itself.</param>
    /// <param name="isMany">Every sweep, not one.</param>
    public static IWatchView ForPeople(TextWriter output, bool isMany, TimeProvider time, TextWriter? lines = null) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected
            ? new WatchLive(Terminal.On(output), isMany, time)
            : new WatchLines(lines ?? output, isMany, time);

    /// <summary>What a program ends with that followed a sweep to its end.</summary>
    public static int CodeOf(SweepRow end) => end.State == SweepState.Completed ? ExitCode.Completed : ExitCode.SomeTrialsFailed;
}
