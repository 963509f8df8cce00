namespace Sweep.Tests.Cli.Running;

/// <summary><c>sweep run</c>, stopped and killed in every way, goes on and ends with each trial exactly once.</summary>
public sealed class InterruptionTests : IDisposable
{
    /// <summary>The exit code of a process that a signal ended.</summary>
    private const int Killed = 128 + 9;

    private readonly RunFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Run_AskedToStop_SavesAndGoesOnWithTheSameCommand(string signal)
    {
        var command = _fixture.Held(_fixture.Spec(epochs: 1));
        using var run = SweepProcess.Start(command);
        await DoneAsync(run, stages: 3);
        run.Signal(signal);
        var (code, output, error) = await run.EndAsync();

        Assert.Equal((130, ""), (code, error));
        Assert.Contains("the same command goes on", output, StringComparison.Ordinal);
        Assert.Equal(3, Count(output));

        _fixture.Gate.Open();
        (code, output, _) = await SweepProcess.RunAsync(command);
        Assert.Equal(0, code);
        Assert.Contains("Going on with sweep grid: 8 trials of 8 stages, 3 of them done", output, StringComparison.Ordinal);
        Assert.Equal(5, Count(output));
        await _fixture.AssertCompletedAsync("grid", 8);
    }

    [Fact]
    public async Task Run_HangUpIsIgnored_GoesOn()
    {
        using var run = SweepProcess.StartWith(["--ignore-signal=HUP"], _fixture.Held(_fixture.Spec(epochs: 1)));
        await DoneAsync(run, stages: 1);
        run.Signal("HUP");
        await DoneAsync(run, stages: 2);
        _fixture.Gate.Open();

        Assert.Equal(0, (await run.EndAsync()).Code);
        await _fixture.AssertCompletedAsync("grid", 8);
    }

    [Fact]
    public async Task Run_AskedToStopWithinStages_GivesThemBack()
    {
        using var run = SweepProcess.Start(_fixture.Held(_fixture.Spec(epochs: 2), "--format", "json"));
        await run.ReadToAsync("{\"event\":\"stage-started\"");
        await run.ReadToAsync("{\"event\":\"stage-started\"");
        _fixture.Gate.Release();
        await run.ReadToAsync("{\"event\":\"epoch\"");
        run.Signal("INT");
        var (code, output, _) = await run.EndAsync();

        Assert.Equal(130, code);
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Count(line => line.StartsWith("{\"event\":\"stage-released\"", StringComparison.Ordinal)));
        Assert.Contains("\"state\":\"paused\"", lines[^1], StringComparison.Ordinal);
        Assert.Contains("\"completed\":0,", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Killed_GoesOnAtOnceWithTheSameCommand()
    {
        var command = _fixture.Held(_fixture.Spec(epochs: 1));
        for (var death = 0; death < 2; death++)
        {
            using var run = SweepProcess.Start(command);
            await DoneAsync(run, stages: 1);
            run.Signal("KILL");
            Assert.Equal(Killed, (await run.EndAsync()).Code);
        }

        _fixture.Gate.Open();
        var (code, last, _) = await SweepProcess.RunAsync(command);

        Assert.Equal(0, code);
        Assert.Contains("Going on with sweep grid: 8 trials of 8 stages, 2 of them done", last, StringComparison.Ordinal);
        Assert.Equal(6, Count(last));
        await _fixture.AssertCompletedAsync("grid", 8);
    }

    [Fact]
    public async Task Run_HomeInUse_IsRefusedNamingTheProcess()
    {
        using var run = SweepProcess.Start(_fixture.Held(_fixture.Spec()));
        await run.ReadToAsync("Sweep grid");
        var (code, output, error) = await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec("other")));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"Process {run.Id} ", error, StringComparison.Ordinal);
        _fixture.Gate.Open();
        Assert.Equal(0, (await run.EndAsync()).Code);
    }

    [Fact]
    public async Task Run_AnotherSweepWasKilled_IsLeftPaused()
    {
        using var killed = SweepProcess.Start(_fixture.Held(_fixture.Spec("killed", epochs: 1)));
        await DoneAsync(killed, stages: 1);
        killed.Signal("KILL");
        Assert.Equal(Killed, (await killed.EndAsync()).Code);

        var (code, output, _) = await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec("other", "0.25", epochs: 1)));

        Assert.Equal(0, code);
        await _fixture.AssertCompletedAsync("other", 2);
        // Both sweeps stand on the same two trained networks, of which one was done: the other of them, and two pruned ones.
        Assert.Equal(3, Count(output));
        var states = (await _fixture.TrialsAsync("killed")).Select(row => (string?)row!["state"]).ToList();
        Assert.Equal((2, 6), (states.Count(state => state == "completed"), states.Count(state => state == "pending")));
        Assert.DoesNotContain("90 %", output, StringComparison.Ordinal);
    }

    /// <summary>Lets so many stages of one epoch be done, and reads that they are; the others stay held.</summary>
    private async Task DoneAsync(SweepProcess run, int stages)
    {
        _fixture.Gate.Release(stages);
        for (var stage = 0; stage < stages; stage++)
            await run.ReadToAsync("done    ");
    }

    private static int Count(string output) => output.Split('\n').Count(line => line.StartsWith("done    ", StringComparison.Ordinal));
}
