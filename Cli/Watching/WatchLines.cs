using Sweep.Api.V1;
using Sweep.Cli.Listing;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Cli.Watching;

/// <summary>For files and pipes: a line for each stage that settles, and one on each sweep now and then, when its state changes, and in the end.</summary>
/// <param name="isMany">Whether lines name their sweep.</param>
internal sealed class WatchLines(TextWriter output, bool isMany, TimeProvider time) : IWatchView
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, (SweepState State, long At)> _told = [];

    public void OnMessage(WatchResponse message, WatchState state)
    {
        foreach (var settled in message.Settled)
        {
            if (SettledText.Of(settled) is var (word, text))
                output.WriteLine($"{word, -7} {text}");
        }

        foreach (var name in message.Deleted)
            _told.Remove(name);
        foreach (var sweep in message.IsCurrent ? state.Sweeps : [])
            Tell(sweep, isMany ? 0 : state.ImagesPerSecond);
        output.Flush();
    }

    public void Note(string text) => output.WriteLine(text);

    private void Tell(SweepRow sweep, double imagesPerSecond)
    {
        var isKnown = _told.TryGetValue(sweep.Name, out var told);
        var isDue = sweep.State == SweepState.Running && time.GetElapsedTime(told.At) >= Interval;
        if (isKnown && told.State == sweep.State && !isDue)
            return;
        _told[sweep.Name] = (sweep.State, time.GetTimestamp());
        if (isMany && !isKnown && WatchState.HasEnded(sweep))
            return;
        var line = SweepLine.Of(sweep, imagesPerSecond);
        output.WriteLine(isMany && !line.StartsWith(sweep.Name, StringComparison.Ordinal) ? $"{sweep.Name} {line}" : line);
    }
}
