using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sweep.Hosting.Configuration;

/// <summary>Makes commands of server programs. Whatever goes wrong in one becomes lines on standard error and an exit code.</summary>
public static class ProgramCommand
{
    /// <param name="helpEnd">The last lines of its help.</param>
    /// <param name="run">
    /// Does the work and returns the exit code. It also runs when the command line is wrong: <see cref="SettingsReader"/> lists what is
    /// wrong there together with all other problems.
    /// </param>
    public static Command Create(string name, string description, string helpEnd, Func<ParseResult, Task<int>> run) =>
        new(name, description)
        {
            Action = new Guarded(run),
            Options =
            {
                new HelpOption("--help", "-h") { Action = new LongerHelp(new HelpAction(), helpEnd), Recursive = false },
            },
        };

    private sealed class Guarded(Func<ParseResult, Task<int>> run) : AsynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override async Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default)
        {
            var program = string.Join(' ', parseResult.CommandResult.Path().Select(result => result.Command.Name));
            var error = parseResult.InvocationConfiguration.Error;
            try
            {
                return await run(parseResult).ConfigureAwait(false);
            }
            catch (SettingsException refusal)
            {
                foreach (var problem in refusal.Problems)
                    await error.WriteLineAsync($"{program}: {problem}").ConfigureAwait(false);
                return SweepProgram.BadInput;
            }
            catch (Exception fault)
            {
                await error
                    .WriteLineAsync($"{program}: {fault.Message.ReplaceLineEndings(" ")} [{fault.GetType().Name}]")
                    .ConfigureAwait(false);
                return SweepProgram.Fault;
            }
        }
    }

    private sealed class LongerHelp(HelpAction usual, string end) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            usual.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(end);
            return 0;
        }
    }
}
