using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Verbs;

namespace Sweep.Tests.Cli;

/// <summary>What came of a command line, run in this process.</summary>
internal sealed record SweepRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs one of the verbs that need no home.</summary>
    public static Task<SweepRun> Of(params IReadOnlyList<string> arguments) =>
        Of([Validate.Create(), Plan.Create(TimeProvider.System)], arguments);

    public static Task<SweepRun> Of(IReadOnlyList<Command> verbs, IReadOnlyList<string> arguments) =>
        Of(verbs, arguments, new StringWriter());

    public static async Task<SweepRun> Of(IReadOnlyList<Command> verbs, IReadOnlyList<string> arguments, StringWriter output)
    {
        var root = new RootCommand();
        foreach (var verb in verbs)
        {
            root.Add(verb);
        }

        var error = new StringWriter();
        var exitCode = await Invocation.InvokeAsync(root, arguments, output, error);
        return new SweepRun(exitCode, output.ToString(), error.ToString());
    }
}
