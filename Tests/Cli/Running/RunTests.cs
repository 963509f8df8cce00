using System.CommandLine;
using System.Text.Json.Nodes;
using Sweep.Cli.CommandLine;

namespace Sweep.Tests.Cli.Running;

/// <summary><c>sweep run</c> as a child process with the engine that trains nothing.</summary>
public sealed class RunTests : IDisposable
{
    private readonly RunFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Run_NewSweep_RunsEachStageOnceAndEndsWithItsResults()
    {
        var (code, output, error) = await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec()));

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("8 trials of 8 stages, 0 of them done", output, StringComparison.Ordinal);
        Assert.Equal(8, Count(output, "done    "));
        Assert.Contains("Largest sparsity that keeps top1", output, StringComparison.Ordinal);
        var report = output.Split('\n').Single(line => line.StartsWith("Report: ", StringComparison.Ordinal))["Report: ".Length..];
        Assert.True(File.Exists(report));
        var rows = await _fixture.TrialsAsync("grid");
        Assert.All(rows, row => Assert.Equal("noop", (string?)row!["device"]));
    }

    [Fact]
    public async Task Run_CompletedSweep_SaysSoAndShowsItsResultsAgain()
    {
        var command = _fixture.Noop(_fixture.Spec());
        await SweepProcess.RunAsync(command);
        var (code, output, _) = await SweepProcess.RunAsync(command);

        Assert.Equal(0, code);
        Assert.Contains("completed already", output, StringComparison.Ordinal);
        Assert.Equal(0, Count(output, "done    "));
        Assert.Contains("Report: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SecondSweepSharingStages_ReusesThem()
    {
        await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec()));
        var (code, output, _) = await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec("second", "0, 0.5, 0.7"), "--format", "json"));

        Assert.Equal(0, code);
        var summary = Summary(output);
        Assert.Equal((6, 4), ((int)summary["completed"]!, (int)summary["reused"]!));
        Assert.Equal(2, output.Split('\n').Count(line => line.Contains("\"stage-completed\"", StringComparison.Ordinal)));
        await _fixture.AssertCompletedAsync("second", 6);
    }

    [Fact]
    public async Task Plan_OfAHome_SaysWhatIsDoneThereAndWhatRemains()
    {
        var spec = _fixture.Spec();
        Assert.DoesNotContain("there already", (await SweepRun.Of("plan", spec, "--home", _fixture.Home)).Output, StringComparison.Ordinal);
        await SweepProcess.RunAsync(_fixture.Noop(spec));
        var same = await SweepRun.Of("plan", spec, "--home", _fixture.Home);
        var more = await SweepRun.Of(
            "plan",
            _fixture.Spec("grid", "0, 0.5, 0.8, 0.9, 0.95"),
            "--home",
            _fixture.Home,
            "--set",
            "limits.gpu-hours=0.0001"
        );

        Assert.Contains("8 of 8 stages there already: 0 pretrain, 2 train, 6 prune", same.Output, StringComparison.Ordinal);
        Assert.Contains("0 % of the work", same.Output, StringComparison.Ordinal);
        Assert.Contains("8 of 10 stages there already", more.Output, StringComparison.Ordinal);
        Assert.Matches(@"[1-9]\d? % of the work", more.Output);
        Assert.Matches(@"it would pause at about \d+ % of what remains", more.Output);
    }

    [Fact]
    public async Task Retry_CompletedTrialOfAHome_IsRefusedWithWhatToDo()
    {
        await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec()));

        var refused = await SweepRun.Of(
            [Sweep.Cli.Verbs.Retry.Create(TimeProvider.System)],
            ["retry", "grid", "3", "--home", _fixture.Home]
        );
        var unknown = await SweepRun.Of(
            [Sweep.Cli.Verbs.Retry.Create(TimeProvider.System)],
            ["retry", "grid", "99", "--home", _fixture.Home]
        );

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(
            "3 is completed, and a result is never replaced: nothing was done. Another measurement is another seed",
            refused.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("Sweep grid has no trial or stage '99'", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SameNameOtherSpec_IsRefusedUntilTold()
    {
        await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec()));
        var other = _fixture.Spec("grid", "0, 0.3");

        var (code, output, error) = await SweepProcess.RunAsync(_fixture.Noop(other));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--name", error, StringComparison.Ordinal);
        Assert.Contains("--replace", error, StringComparison.Ordinal);
        await _fixture.AssertCompletedAsync("grid", 8);

        Assert.Equal(0, (await SweepProcess.RunAsync(_fixture.Noop(other, "--name", "mine"))).Code);
        await _fixture.AssertCompletedAsync("mine", 4);
        Assert.Equal(0, (await SweepProcess.RunAsync(_fixture.Noop(other, "--replace"))).Code);
        await _fixture.AssertCompletedAsync("grid", 4);
    }

    [Fact]
    public async Task Run_InvalidSpec_ListsItsProblemsAndWritesNothing()
    {
        var spec = _fixture.Write("bad.yaml", "name: bad\ngrid: { dataset: cifar11, sparsity: [2] }\n");
        var (code, output, error) = await SweepProcess.RunAsync(_fixture.Noop(spec));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"{spec}:2: ", error, StringComparison.Ordinal);
        Assert.Contains("cifar11", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_fixture.Home));
    }

    [Theory]
    [InlineData("--engine", "fast", "train, noop")]
    [InlineData("--workers", "0", "from 1 to 10000")]
    [InlineData("--name", "No Name", "lower-case")]
    [InlineData("--format", "xml", "json")]
    [InlineData("--device", "cuda:77", "cpu")]
    public async Task Run_UnknownChoice_SaysWhatIsAccepted(string option, string value, string expected)
    {
        using var error = new StringWriter();
        var root = new RootCommand { Sweep.Cli.Verbs.Run.Create(TimeProvider.System) };
        var code = await Invocation.InvokeAsync(
            root,
            ["run", _fixture.Spec(), "--home", _fixture.Home, option, value],
            TextWriter.Null,
            error
        );

        Assert.Equal(2, code);
        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_fixture.Home));
    }

    [Fact]
    public async Task Run_JsonFormat_IsOneObjectALineAndEndsWithTheSummary()
    {
        using var run = SweepProcess.Start(_fixture.Held(_fixture.Spec(), "--format", "json", "--workers", "1"));
        // Each stage is held until its lines were read: of one that ends at once, its end may be told alone.
        for (var stage = 0; stage < 8; stage++)
        {
            var started = JsonNode.Parse(await run.ReadToAsync("{\"event\":\"stage-started\""))!;
            for (var epochs = (int)started["stage"]!["training"]!["epochs"]!; epochs > 0; epochs--)
            {
                _fixture.Gate.Release();
                await run.ReadToAsync("{\"event\":\"epoch\"");
            }
        }

        var (code, output, _) = await run.EndAsync();

        Assert.Equal(0, code);
        var events = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(8, events.Count(line => (string?)line["event"] == "stage-started"));
        Assert.Equal(8, events.Count(line => (string?)line["event"] == "stage-completed"));
        Assert.Equal(10, events.Count(line => (string?)line["event"] == "epoch"));
        var summary = Summary(output);
        Assert.Equal(
            ("completed", 8, 0),
            ((string?)summary["outcome"]!["state"], (int)summary["trials_completed"]!, (int)summary["failed"]!)
        );
        Assert.True(File.Exists((string?)summary["outcome"]!["report"]));
    }

    [Fact]
    public async Task Run_NoopInAHomeOfTraining_IsRefusedAndTheOtherWayRound()
    {
        await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec()));
        var (code, _, error) = await SweepProcess.RunAsync("run", _fixture.Spec(), "--home", _fixture.Home, "--device", "cpu");
        Assert.Equal(2, code);
        Assert.Contains("noop", error, StringComparison.Ordinal);

        File.Delete(Path.Combine(_fixture.Home, "noop"));
        (code, _, error) = await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec()));
        Assert.Equal(2, code);
        Assert.Contains("results of training", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ForeignStore_IsOneClearError()
    {
        await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec()));
        File.WriteAllText(Path.Combine(_fixture.Home, "sweep.db"), new string('x', 5000));
        File.Delete(Path.Combine(_fixture.Home, "sweep.db-wal"));
        var (code, _, error) = await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec()));

        Assert.NotEqual(0, code);
        Assert.Contains(
            "not a sweep store",
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task List_AfterRuns_ShowsEachSweep()
    {
        await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec()));
        var (code, output, _) = await SweepProcess.RunAsync("list", "--home", _fixture.Home, "--format", "json");

        Assert.Equal(0, code);
        var sweep = Assert.Single(JsonNode.Parse(output)!.AsArray())!;
        Assert.Equal(
            ("grid", "completed", 8, 8),
            ((string?)sweep["name"], (string?)sweep["state"], (int)sweep["trials"]!, (int)sweep["trials_completed"]!)
        );
        Assert.Contains("grid", (await SweepProcess.RunAsync("list", "--home", _fixture.Home)).Output, StringComparison.Ordinal);
    }

    private static int Count(string output, string beginning) =>
        output.Split('\n').Count(line => line.StartsWith(beginning, StringComparison.Ordinal));

    private static JsonNode Summary(string output)
    {
        var last = JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!;
        Assert.Equal("summary", (string?)last["event"]);
        return last;
    }
}
