using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Remote;

namespace Sweep.Cli.Listing;

/// <summary>The choice between <c>--home</c> and <c>--server</c>: a cluster when one is named, unless a home is.</summary>
internal sealed class SweepSources(TimeProvider time)
{
    public HomeOption Home { get; } = new();

    public ServerOption Server { get; } = new("none: the home is read");

    public void AddTo(Command verb)
    {
        verb.Add(Home);
        verb.Add(Server);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(Home) is not null && result.GetResult(Server) is not null)
                result.AddError("--home and --server: expected one of them.");
        });
    }

    public ISweepSource Open(ParseResult parsed) =>
        parsed.GetResult(Home) is null && Server.Find(parsed) is { } server ? new ClusterSource(server) : new HomeSource(Home.Resolve(parsed), time);
}
