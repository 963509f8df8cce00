using System.Text.Json;
using Sweep.Api.V1;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;

namespace Sweep.Cli.Watching;

/// <summary><c>submit --wait</c> for programs: one JSON object a line, each with its <c>event</c>; the last one's is <c>summary</c>.</summary>
internal sealed class WatchJson(TextWriter output) : IWatchView
{
    public void OnSubmitted(SweepRow sweep, bool isNew) =>
        Write(
            new
            {
                Event = "submitted",
                New = isNew,
                Sweep = sweep,
            }
        );

    public void OnMessage(WatchResponse message, WatchState state)
    {
        foreach (var sweep in message.Sweeps.Select(SweepRow.Of))
            Write(new { Event = WatchState.HasEnded(sweep) ? "summary" : "progress", Sweep = sweep });
    }

    public void Note(string text) => Write(new { Event = "note", Text = text });

    private void Write<T>(T line)
    {
        output.WriteLine(JsonSerializer.Serialize(line, JsonOutput.OneLine));
        output.Flush();
    }
}
