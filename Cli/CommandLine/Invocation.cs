using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sweep.Client.Errors;
using Sweep.Contracts.Spec;

namespace Sweep.Cli.CommandLine;

/// <summary>Runs a command line and turns whatever happens into an exit code and one clear line.</summary>
public static class Invocation
{
    private static readonly Option<bool> _verbose = new("--verbose")
    {
        Description = "Show where an unexpected error came from",
        Recursive = true,
    };

    /// <summary>How long a verb may take to save its state after Ctrl-C.</summary>
    private static readonly TimeSpan _terminationTimeout = TimeSpan.FromMinutes(2);

    public static Task<int> InvokeAsync(RootCommand root, IReadOnlyList<string> arguments) =>
        InvokeAsync(root, arguments, Console.Out, Console.Error);

    public static async Task<int> InvokeAsync(RootCommand root, IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        root.Add(_verbose);
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!);

            // Where paths begin with a slash these are in the way, of a shell's suggestions above all.
            help.Aliases.Remove("/h");
            help.Aliases.Remove("/?");
        }

        var parsed = root.Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = _terminationTimeout,
        };
        if (parsed.Action is ParseErrorAction)
        {
            await RefuseAsync(root, parsed, arguments, error);
            return ExitCode.BadInput;
        }

        using var hangUp = new HangUp();
        try
        {
            return await parsed.InvokeAsync(configuration, hangUp.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (exception is BadInputException or HomeException)
        {
            await error.WriteLineAsync(exception.Message);
            return ExitCode.BadInput;
        }
        catch (ServerException exception)
        {
            await error.WriteLineAsync(parsed.GetValue(_verbose) ? exception.ToString() : exception.Message);
            return ExitCode.Fault;
        }
        catch (Exception exception)
        {
            var isVerbose = parsed.GetValue(_verbose);
            await error.WriteLineAsync(isVerbose ? exception.ToString() : $"sweep: {OneLine(exception)} (--verbose shows where)");
            return ExitCode.Fault;
        }
    }

    private static async Task RefuseAsync(RootCommand root, ParseResult parsed, IReadOnlyList<string> arguments, TextWriter error)
    {
        if (arguments.Count == 0)
        {
            await error.WriteLineAsync(
                $"sweep: a verb is missing; expected {Suggestion.List([.. root.Subcommands.Select(verb => verb.Name)])} (sweep --help)"
            );
            return;
        }

        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Select(verb => verb.Name).Concat(command.Options.Select(option => option.Name)).ToList();
        foreach (var token in parsed.UnmatchedTokens)
        {
            await error.WriteLineAsync($"sweep: '{token}' is not known here{Suggestion.Of(token, known)}");
        }

        foreach (var refusal in parsed.UnmatchedTokens.Count > 0 ? [] : parsed.Errors)
        {
            await error.WriteLineAsync($"sweep: {refusal.Message}");
        }

        var verb = string.Concat(parsed.CommandResult.Path().Select(name => name + " "));
        await error.WriteLineAsync($"(sweep {verb}--help shows what is)");
    }

    private static string OneLine(Exception exception) => $"{exception.Message.ReplaceLineEndings(" ")} [{exception.GetType().Name}]";
}
