using Sweep.Cli;
using Sweep.Coordinator.Api.Security;
using Sweep.Tests.Client.Connecting;
using Sweep.Tests.Coordinator.Api;

namespace Sweep.Tests.Cli.Remote;

public sealed class TokenTests : IAsyncLifetime
{
    private readonly ConfigFolder _folder = new();
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await Cluster.WithAsync("small");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task AnyVerb_NoToken_IsToldHowToGiveOne()
    {
        _server.AddToken("me", Role.Operator);
        var run = await Cluster.RunAsync(_server, "list");

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains($"The coordinator at {_server.Address} asks for a token. --token-file FILE", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyVerb_RevokedToken_NamesItsFileAndNotTheToken()
    {
        var token = _server.AddToken("me", Role.Operator);
        _server.AddToken("other", Role.Viewer);
        _server.RevokeToken("me");
        var file = _folder.Write("me.token", token);
        var run = await Cluster.RunAsync(_server, "list", "--token-file", file);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"does not know the token of --token-file {file}", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(token, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewer_SteeringASweep_IsRefusedAndLookingIsNot()
    {
        var file = _folder.Write("viewer.token", _server.AddToken("me", Role.Viewer) + "\n");
        var look = await Cluster.RunAsync(_server, "show", "small", "--token-file", file);
        var results = await Cluster.RunAsync(_server, "results", "small", "--token-file", file);
        var report = await Cluster.RunAsync(
            _server,
            "report",
            "small",
            "-o",
            Path.Combine(_folder.Folder, "small.html"),
            "--token-file",
            file
        );
        var steer = await Cluster.RunAsync(_server, "cancel", "small", "--token-file", file);

        Assert.Equal([0, 0, 0], new[] { look, results, report }.Select(run => run.ExitCode));
        Assert.Equal(ExitCode.BadInput, steer.ExitCode);
        Assert.Contains($"The token is that of --token-file {file}.", steer.Error, StringComparison.Ordinal);
    }
}
