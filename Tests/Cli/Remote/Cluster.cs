using Sweep.Api.V1;
using Sweep.Cli.Verbs;
using Sweep.Tests.Coordinator.Api;

namespace Sweep.Tests.Cli.Remote;

/// <summary>The verbs, against a coordinator in this process.</summary>
internal static class Cluster
{
    /// <summary>Runs a verb against this server.</summary>
    public static Task<SweepRun> RunAsync(ApiServer server, params IEnumerable<string> arguments) =>
        RunAsync([.. arguments, "--server", server.Address]);

    public static Task<SweepRun> RunAsync(params IReadOnlyList<string> arguments) =>
        SweepRun.Of([.. AllVerbs.Create(TimeProvider.System).Subcommands], arguments);

    /// <summary>A coordinator with one sweep of this name.</summary>
    public static async Task<ApiServer> WithAsync(string sweep)
    {
        var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(
            new SubmitRequest { Spec = Specs.Small, Name = sweep },
            cancellationToken: TestContext.Current.CancellationToken
        );
        return server;
    }
}
