using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Completion;
using Sweep.Contracts.Spec;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep completion SHELL</c>: the script that lets a shell complete <c>sweep</c>.</summary>
public static class Completion
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.CompletionSources.Add([.. ShellScript.Shells]);
        shell.Validators.Add(result =>
        {
            if (!ShellScript.Shells.Contains(result.Tokens[0].Value))
                result.AddError($"SHELL: expected {Suggestion.List(ShellScript.Shells)}, found '{result.Tokens[0].Value}'");
        });
        var verb = new Verb(
            "completion",
            "Print the script that lets a shell complete verbs, options, sweeps, contexts and workers",
            "source <(sweep completion bash)   # in ~/.bashrc",
            "source <(sweep completion zsh)    # in ~/.zshrc, after compinit",
            "sweep completion fish > ~/.config/fish/completions/sweep.fish"
        )
        {
            shell,
        };
        verb.SetAction(
            async (parsed, _) =>
            {
                await parsed.InvocationConfiguration.Output.WriteAsync(ShellScript.Of(parsed.GetValue(shell)!));
                return ExitCode.Completed;
            }
        );
        return verb;
    }
}
