using System.Collections;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Values;
using Sweep.Coordinator.Configuration;
using Sweep.Coordinator.Home;
using Sweep.Hosting.Configuration;

namespace Sweep.Coordinator.Api.Security;

/// <summary><c>sweep-coordinator token add|list|revoke</c>: who may use the interface of a home's coordinator, which may run meanwhile.</summary>
internal static class TokenCommand
{
    private const string Help = """
        sweep-coordinator token says who may use a coordinator. From the first token on every request takes one; a coordinator that runs
        notices at once. A viewer may look, an operator may also submit and steer.

        Usage:
          sweep-coordinator token add NAME --role viewer|operator   makes a token and writes it to standard output, the only time that it is shown
          sweep-coordinator token list                              names, roles and ages
          sweep-coordinator token revoke NAME                       it counts no more, and the sessions and streams begun with it end
        The home is the coordinator's: --home DIR, or what --config FILE, SWEEP_COORDINATOR__HOME or SWEEP_HOME say; --tokens FILE is a file elsewhere.

        Examples:
          (umask 077; sweep-coordinator token add ada --role operator > ada.token)
          SWEEP_TOKEN_FILE=ada.token sweep list
          sweep-coordinator token revoke ada
          sweep-coordinator token add ada --role operator --tokens tokens.json   # for a secret of Kubernetes

        """;

    private static readonly string[] _verbs = ["add", "list", "revoke"];

    /// <summary>Returns the exit code.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        if (arguments.Any(argument => argument is "--help" or "-h"))
        {
            output.Write(Help);
            return 0;
        }

        try
        {
            Run(arguments, TimeProvider.System, output, error);
            return 0;
        }
        catch (Exception refusal) when (refusal is SettingsException or HomeException)
        {
            error.WriteLine($"sweep-coordinator token: {refusal.Message}");
            return SweepProgram.BadInput;
        }
    }

    private static void Run(IReadOnlyList<string> arguments, TimeProvider time, TextWriter output, TextWriter error)
    {
        var rest = arguments.ToList();
        var verb = Take(rest, $"expected {Suggestion.List(_verbs)}, found nothing");
        if (!_verbs.Contains(verb))
            throw Refusal($"'{verb}' is not known{Suggestion.Of(verb, _verbs)}; expected {Suggestion.List(_verbs)}");
        var name = verb == "list" ? "" : Take(rest, $"{verb}: expected a name after it");
        var role = verb == "add" ? TakeRole(rest) : default;
        var file = new TokenFile(FindHome(rest));
        switch (verb)
        {
            case "add":
                Add(file, name, role, time, output, error);
                break;
            case "revoke":
                Revoke(file, name, error);
                break;
            default:
                List(file, time, output, error);
                break;
        }
    }

    private static void Add(TokenFile file, string name, Role role, TimeProvider time, TextWriter output, TextWriter error)
    {
        var kind = new SweepName();
        if (!kind.TryParse(name, out _))
            throw Refusal($"'{name}': expected {kind.Expected}");
        var text = AccessToken.NewText();
        var isFirst = false;
        file.Change(tokens =>
        {
            if (tokens.Any(token => token.Name == name))
                throw Refusal($"there is a token {name}; revoke it first, or take another name");
            isFirst = tokens.Count == 0;
            return [.. tokens, new AccessToken(name, role, AccessToken.HashOf(text), time.GetUtcNow())];
        });
        output.WriteLine(text);
        error.WriteLine(
            $"The token of {name}, {role.ToString().ToLowerInvariant()}; it is not shown again.{(isFirst ? $" It is the first in {Path.GetDirectoryName(file.Path)}: from now on a token is asked for." : "")}"
        );
    }

    private static void Revoke(TokenFile file, string name, TextWriter error)
    {
        var left = 0;
        file.Change(tokens =>
        {
            var names = tokens.Select(token => token.Name).ToArray();
            if (!names.Contains(name))
            {
                throw Refusal(
                    names.Length == 0
                        ? $"there is no token {name}, nor any other, in {file.Path}"
                        : $"there is no token {name}{Suggestion.Of(name, names)}; expected {Suggestion.List(names)}"
                );
            }

            left = names.Length - 1;
            return [.. tokens.Where(token => token.Name != name)];
        });
        error.WriteLine(
            $"The token of {name} counts no more.{(left == 0 ? $" It was the last: nobody is let in until one is added; without {file.Path} no token is asked for." : "")}"
        );
    }

    private static void List(TokenFile file, TimeProvider time, TextWriter output, TextWriter error)
    {
        var tokens = file.Read();
        foreach (var token in tokens ?? [])
        {
            output.WriteLine(
                FormattableString.Invariant(
                    $"{token.Name, -24} {token.Role.ToString().ToLowerInvariant(), -10} {(time.GetUtcNow() - token.Created).TotalDays:0} days"
                )
            );
        }

        if (tokens is null or [])
        {
            error.WriteLine(
                tokens is null
                    ? $"No token has been made: {file.Path} is not there, and no token is asked for."
                    : $"No token is left in {file.Path}: nobody is let in."
            );
        }
    }

    private static string Take(List<string> arguments, string lack)
    {
        if (arguments.Count == 0 || arguments[0].StartsWith('-'))
            throw Refusal(lack);
        var first = arguments[0];
        arguments.RemoveAt(0);
        return first;
    }

    private static Role TakeRole(List<string> arguments)
    {
        var roles = Words.Of<Role>();
        var flag = arguments.FindIndex(argument => argument == "--role" || argument.StartsWith("--role=", StringComparison.Ordinal));
        if (flag < 0)
            throw Refusal($"--role: expected {roles.Expected}, found nothing");
        var isOne = arguments[flag].Contains('=');
        var text = isOne ? arguments[flag]["--role=".Length..] : arguments.ElementAtOrDefault(flag + 1) ?? "";
        if (!roles.TryParse(text, out var role))
            throw Refusal($"--role: expected {roles.Expected}, found '{text}'");
        arguments.RemoveRange(flag, isOne ? 1 : 2);
        return role;
    }

    /// <summary>As the coordinator finds it. What else is wrong with its settings is not this command's matter.</summary>
    private static SweepHome FindHome(List<string> arguments)
    {
        var variables = Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
        return SettingsReader
            .Read(CoordinatorCatalogue.Instance with { Check = _ => [] }, arguments, variables, Environment.CurrentDirectory)
            .Place;
    }

    private static SettingsException Refusal(string message) => new([message]);
}
