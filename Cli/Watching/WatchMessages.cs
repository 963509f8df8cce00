using System.Text;
using Sweep.Api.V1;
using Sweep.Coordinator.Api.Http;

namespace Sweep.Cli.Watching;

/// <summary>For programs: each message of the coordinator as it comes, one JSON object a line, in the mapping of Protocol Buffers.</summary>
/// <param name="error">Notes go there, so that every line of the output is a message.</param>
internal sealed class WatchMessages(TextWriter output, TextWriter error) : IWatchView
{
    public void OnMessage(WatchResponse message, WatchState state)
    {
        output.WriteLine(Encoding.UTF8.GetString(MessageJson.Serialize(message)));
        output.Flush();
    }

    public void Note(string text) => error.WriteLine(text);
}
