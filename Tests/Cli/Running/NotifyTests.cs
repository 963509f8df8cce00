using Sweep.Tests.Coordinator.Notifying;

namespace Sweep.Tests.Cli.Running;

/// <summary><c>notify</c> of a sweep that is run on this machine.</summary>
public sealed class NotifyTests : IDisposable
{
    private readonly RunFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Run_WithWebhook_TellsItAndShowsItNowhere()
    {
        await using var server = await WebhookServer.StartAsync();
        var spec = _fixture.Write("told.yaml", File.ReadAllText(_fixture.Spec("told")) + $"\nnotify: {server.Address}\n");

        var (code, output, error) = await SweepProcess.RunAsync(_fixture.Noop(spec, "--verbose"));

        Assert.Equal(0, code);
        var (_, _, body) = Assert.Single(server.Received);
        Assert.Equal(("completed", "told", 8), ((string?)body["event"], (string?)body["sweep"], (int)body["trialsCompleted"]!));
        var show = await SweepRun.Of([Sweep.Cli.Verbs.Show.Create(TimeProvider.System)], ["show", "told", "--home", _fixture.Home]);
        Assert.Contains("127.0.0.1, of completed, failed, stalled, budget", show.Output, StringComparison.Ordinal);
        var shown = await SweepRun.Of(
            [Sweep.Cli.Verbs.Show.Create(TimeProvider.System)],
            ["show", "told", "--home", _fixture.Home, "--spec"]
        );
        Assert.Contains("/***", shown.Output, StringComparison.Ordinal);
        var report = File.ReadAllText(
            output.Split('\n').Single(line => line.StartsWith("Report: ", StringComparison.Ordinal))["Report: ".Length..]
        );
        Assert.All(
            [output, error, show.Output, shown.Output, report],
            text => Assert.DoesNotContain("secret-token", text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Run_NotifyFile_TellsWhoIsInIt()
    {
        await using var server = await WebhookServer.StartAsync();
        var file = _fixture.Write("hook", server.Address + "\n");

        Assert.Equal(0, (await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec(), "--notify-file", file))).Code);

        Assert.Equal("completed", (string?)Assert.Single(server.Received).Body["event"]);
    }

    [Fact]
    public async Task Run_NotifyFileWithoutAddress_SaysSoWithoutSayingWhatIsInIt()
    {
        var (code, _, error) = await SweepProcess.RunAsync(
            _fixture.Noop(_fixture.Spec(), "--notify-file", _fixture.Write("hook", "secret-token\n"))
        );

        Assert.Equal(2, code);
        Assert.Contains("its first line is no address", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WebhookThatIsNotThere_EndsAllTheSameAndTheNextRunTellsIt()
    {
        await using var server = await WebhookServer.StartAsync();
        server.Answers.Enqueue(503);
        server.Gate = new TaskCompletionSource();
        var spec = _fixture.Write("told.yaml", File.ReadAllText(_fixture.Spec("told")) + $"\nnotify: {server.Address}\n");

        var (code, output, error) = await SweepProcess.RunAsync(_fixture.Noop(spec));
        Assert.True(code == 0, output + error);
        Assert.Contains("1 notice could not be delivered", output, StringComparison.Ordinal);

        server.Gate.SetResult();
        Assert.Equal(0, (await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec("another", "0, 0.3")))).Code);
        Assert.Contains(server.Received.Skip(1), message => (string?)message.Body["sweep"] == "told");
    }
}
