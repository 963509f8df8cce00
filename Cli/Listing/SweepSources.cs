using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Connecting;

namespace Sweep.Cli.Listing;

/// <summary>The choice between <c>--home</c> or <c>--store</c> and a coordinator: the cluster when one is named, unless a home or a store is.</summary>
internal sealed class SweepSources(TimeProvider time)
{
    public HomeOption Home { get; } = new();

    private StoreOption Store { get; } = new();

    public ConnectionOptions Cluster { get; } = new("none: the home is read");

    public void AddTo(Command verb)
    {
        verb.Add(Home);
        Store.AddTo(verb);
        Cluster.AddTo(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(Home) is not null && Cluster.Given(result) is { } other)
                result.AddError($"--home and {other.Name}: expected one of them.");
        });
    }

    public ISweepSource Open(ParseResult parsed) =>
        parsed.GetResult(Home) is null && !Store.IsGiven(parsed) && Cluster.Find(parsed) is { } connection
            ? new ClusterSource(connection)
            : new HomeSource(Home.Resolve(parsed), Store.Of(parsed), time);
}
