using System.CommandLine;
using Sweep.Cli;
using Sweep.Cli.CommandLine;
using Sweep.Client.Errors;

namespace Sweep.Tests.Cli.CommandLine;

public class InvocationTests
{
    [Fact]
    public async Task InvokeAsync_UnknownVerb_SuggestsOneAndIsBadInput()
    {
        var run = await SweepRun.Of("valdate", "x.yaml");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("'valdate' is not known here, did you mean validate?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_UnknownOption_SuggestsOneAndIsBadInput()
    {
        var run = await SweepRun.Of("plan", "x.yaml", "--worker", "3");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("did you mean --workers?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_NoVerb_ListsThem()
    {
        var run = await SweepRun.Of();

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("expected one of validate, plan", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_HelpOfAVerb_EndsWithExamples()
    {
        var run = await SweepRun.Of("plan", "--help");

        Assert.Equal(ExitCode.Completed, run.ExitCode);
        Assert.Contains("Examples:\n  sweep plan examples/study.yaml\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_Help_GroupsTheVerbsAndFitsATerminal()
    {
        var output = new StringWriter();
        Assert.Equal(
            ExitCode.Completed,
            await Invocation.InvokeAsync(Sweep.Cli.Verbs.AllVerbs.Create(TimeProvider.System), ["--help"], output, new StringWriter())
        );
        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n');

        Assert.Equal(["Prepare:", "Run:", "Ask:", "Steer:", "Set up:", "Options:"], lines.Where(line => line.EndsWith(':')));
        Assert.All(
            Sweep.Cli.Verbs.AllVerbs.Create(TimeProvider.System).Subcommands,
            verb => Assert.Single(lines, line => line.StartsWith($"  {verb.Name} ", StringComparison.Ordinal))
        );
        Assert.All(lines, line => Assert.True(line.Length <= 100, line));
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException), ExitCode.Fault)]
    [InlineData(typeof(OperationCanceledException), ExitCode.Interrupted)]
    public async Task InvokeAsync_VerbThrows_ExitCodeSaysWhatSort(Type exception, int code) =>
        Assert.Equal(code, (await Throwing((Exception)Activator.CreateInstance(exception)!)).ExitCode);

    [Fact]
    public async Task InvokeAsync_BadInput_SaysTheMessageAlone()
    {
        var run = await Throwing(new BadInputException("no such sweep; expected one of a, b"));

        Assert.Equal((ExitCode.BadInput, "no such sweep; expected one of a, b"), (run.ExitCode, run.Error.Trim()));
    }

    [Fact]
    public async Task InvokeAsync_Fault_IsOneLineUnlessVerbose()
    {
        var exception = new InvalidOperationException("disk\nfull");

        Assert.Equal("sweep: disk full [InvalidOperationException] (--verbose shows where)", (await Throwing(exception)).Error.Trim());
        Assert.Contains(nameof(Throwing), (await Throwing(exception, "--verbose")).Error, StringComparison.Ordinal);
    }

    private static Task<SweepRun> Throwing(Exception exception, params string[] options)
    {
        var verb = new Command("fail");
        verb.SetAction(void (_) => throw exception);
        return SweepRun.Of([verb], ["fail", .. options]);
    }
}
