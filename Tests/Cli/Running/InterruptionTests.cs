using System.Globalization;
using System.Text.RegularExpressions;

namespace Sweep.Tests.Cli.Running;

/// <summary><c>sweep run</c>, stopped and killed in every way, goes on and ends with each trial exactly once.</summary>
public sealed class InterruptionTests : IDisposable
{
    /// <summary>Long enough that no run ends before it is stopped: 8 stages, two at once, of one or two such epochs.</summary>
    private const int Epoch = 400;

    private readonly RunFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Run_AskedToStop_SavesAndGoesOnWithTheSameCommand(string signal)
    {
        var command = _fixture.Noop(_fixture.Spec(), Epoch);
        using var run = SweepProcess.Start(command);
        await run.ReadToAsync("done    ");
        run.Signal(signal);
        var (code, output, error) = await run.EndAsync();

        Assert.Equal((130, ""), (code, error));
        Assert.Contains("the same command goes on", output, StringComparison.Ordinal);
        var done = Count(output);
        Assert.InRange(done, 1, 7);

        (code, output, _) = await SweepProcess.RunAsync(command);
        Assert.Equal(0, code);
        Assert.Contains($"Going on with sweep grid: 8 trials of 8 stages, {done} of them done", output, StringComparison.Ordinal);
        Assert.Equal(8 - done, Count(output));
        await _fixture.AssertCompletedAsync("grid", 8);
    }

    [Fact]
    public async Task Run_AskedToStopWithinAStage_GivesItBack()
    {
        using var run = SweepProcess.Start(_fixture.Noop(_fixture.Spec(), Epoch, "--format", "json"));
        await run.ReadToAsync("{\"event\":\"epoch\"");
        run.Signal("INT");
        var (code, output, _) = await run.EndAsync();

        Assert.Equal(130, code);
        Assert.Contains("\"stage-released\"", output, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"paused\"", output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Killed_GoesOnAtOnceWithTheSameCommand()
    {
        var command = _fixture.Noop(_fixture.Spec(), Epoch);
        var done = 0;
        for (var death = 0; death < 2; death++)
        {
            using var run = SweepProcess.Start(command);
            await run.ReadToAsync("done    ");
            run.Signal("KILL");
            var (_, output, _) = await run.EndAsync();
            done += Count(output);
        }

        var (code, last, _) = await SweepProcess.RunAsync(command);

        Assert.Equal(0, code);
        // What was said to be done is; a stage may also have been stored in the instant before its line was written.
        var stored = int.Parse(Regex.Match(last, "Going on with sweep grid: 8 trials of 8 stages, ([0-9]+) of them done").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(stored, done, done + 4);
        Assert.Equal(8 - stored, Count(last));
        await _fixture.AssertCompletedAsync("grid", 8);
    }

    [Fact]
    public async Task Run_HomeInUse_IsRefusedNamingTheProcess()
    {
        using var run = SweepProcess.Start(_fixture.Noop(_fixture.Spec(), Epoch));
        await run.ReadToAsync("Sweep grid");
        var (code, output, error) = await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec("other")));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"Process {run.Id} ", error, StringComparison.Ordinal);
        Assert.Equal(0, (await run.EndAsync()).Code);
    }

    [Fact]
    public async Task Run_AnotherSweepWasKilled_IsLeftPaused()
    {
        using var killed = SweepProcess.Start(_fixture.Noop(_fixture.Spec("killed"), Epoch));
        await killed.ReadToAsync("done    ");
        killed.Signal("KILL");
        await killed.EndAsync();

        var (code, output, _) = await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec("other", "0.25")));

        Assert.Equal(0, code);
        await _fixture.AssertCompletedAsync("other", 2);
        Assert.Contains((await _fixture.TrialsAsync("killed")).Select(row => (string?)row!["state"]), state => state == "pending");
        Assert.DoesNotContain("90 %", output, StringComparison.Ordinal);
    }

    private static int Count(string output) => output.Split('\n').Count(line => line.StartsWith("done    ", StringComparison.Ordinal));
}
