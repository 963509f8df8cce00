using Sweep.Tests.Coordinator.Api;

namespace Sweep.Tests.Cli.Remote;

/// <summary>Tests against a coordinator in this process that has one running sweep, <c>small</c>, and no workers.</summary>
public abstract class ClusterTests : IAsyncLifetime
{
    private protected ApiServer Server { get; private set; } = null!;

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Server = await Cluster.WithAsync("small");

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a verb against it.</summary>
    private protected Task<SweepRun> RunAsync(params IEnumerable<string> arguments) => Cluster.RunAsync(Server, arguments);
}
