using System.Diagnostics;
using System.Text.Json.Nodes;
using Sweep.Tests.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Api.ForeignClient;

/// <summary>Runs a scenario of <c>client.js</c> in a process of its own.</summary>
internal sealed class NodeClient : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private NodeClient(Process process) =>
        (_process, _errors) = (process, process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));

    public static NodeClient Start(ApiServer server, string scenario, string argument = "")
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            var part in (string[])
                [
                    Path.Combine(Repository.Root, "Tests/Coordinator/Api/ForeignClient/client.js"),
                    Path.Combine(AppContext.BaseDirectory, "protos"),
                    new Uri(server.Address).Authority,
                    scenario,
                    argument,
                ]
        )
        {
            start.ArgumentList.Add(part);
        }

        return new NodeClient(Process.Start(start)!);
    }

    /// <summary>All that it finds.</summary>
    public static async Task<JsonNode?[]> RunAsync(ApiServer server, string scenario, string argument = "")
    {
        await using var client = Start(server, scenario, argument);
        return await client.RestAsync();
    }

    /// <summary>What it finds next.</summary>
    public async Task<JsonNode?> NextAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(line is not null, line is null ? await _errors : "");
        return JsonNode.Parse(line!);
    }

    public async Task<JsonNode?[]> RestAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(_process.ExitCode == 0, await _errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line))];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
