using System.Text.Json;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Remote;

/// <summary>For programs: one JSON object a line, each with its <c>event</c>; the last one's is <c>summary</c>.</summary>
internal sealed class FollowJson(TextWriter output) : IFollowView
{
    private static readonly JsonSerializerOptions _options = new(JsonOutput.Options) { WriteIndented = false };

    public void OnSubmitted(SweepRow sweep, bool isNew) => Write(new { Event = "submitted", New = isNew, Sweep = sweep });

    public void OnRead(SweepRow sweep, TimeSpan elapsed, TimeSpan? remaining) => Write(new
    {
        Event = sweep.State is SweepState.Running or SweepState.Paused ? "progress" : "summary",
        Sweep = sweep,
        ElapsedSeconds = elapsed.TotalSeconds,
        RemainingSeconds = remaining?.TotalSeconds,
    });

    public void Note(string text) => Write(new { Event = "note", Text = text });

    private void Write<T>(T line)
    {
        output.WriteLine(JsonSerializer.Serialize(line, _options));
        output.Flush();
    }
}
