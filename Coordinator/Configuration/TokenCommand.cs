using System.CommandLine;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Values;
using Sweep.Coordinator.Api.Security;
using Sweep.Coordinator.Home;
using Sweep.Hosting.Configuration;

namespace Sweep.Coordinator.Configuration;

/// <summary>
/// <c>sweep-coordinator token add|list|revoke</c> manages who may use the interface of a home's coordinator, which may run meanwhile.
/// </summary>
internal static class TokenCommand
{
    private const string Description = """
        Manage who may use a coordinator. From the first token on every request needs one; a coordinator that runs notices at once. A viewer
        may look, an operator may also submit and steer. The home is the coordinator's: --home, or what its file or a variable says.
        """;

    private const string Examples = """
        Examples:
          (umask 077; sweep-coordinator token add ada --role operator > ada.token)
          SWEEP_TOKEN_FILE=ada.token sweep list
          sweep-coordinator token revoke ada
          sweep-coordinator token add ada --role operator --tokens tokens.json   # for a secret of Kubernetes
        """;

    /// <summary>The flags that matter to this command. It accepts the coordinator's other flags as well, and its help leaves them out.</summary>
    private static readonly string[] _flags = ["--config", "--home", "--tokens", "--help"];

    private static readonly Words<Role> _roles = Words.Of<Role>();

    public static Command Create(TimeProvider time)
    {
        var name = new Argument<string>("NAME") { Description = "What the token is called" };
        var role = new Option<string>("--role") { HelpName = string.Join('|', _roles.All) };
        var add = Verb(
            "add",
            "Make a token and write it to standard output, the only time that it is shown",
            (file, parsed) => Add(file, Read(parsed, name), Read(parsed, role), time, parsed.InvocationConfiguration)
        );
        add.Add(name);
        add.Add(role);
        var list = Verb("list", "List names, roles and ages", (file, parsed) => List(file, time, parsed.InvocationConfiguration));
        var revoke = Verb(
            "revoke",
            "Make a token invalid, and end the sessions and streams that began with it",
            (file, parsed) => Revoke(file, Read(parsed, name), parsed.InvocationConfiguration)
        );
        revoke.Add(name);

        Command[] verbs = [add, list, revoke];
        var names = verbs.Select(verb => verb.Name).ToArray();
        var token = ProgramCommand.Create(
            "token",
            Description,
            Examples,
            parsed =>
                throw Refusal(
                    parsed.UnmatchedTokens is [var verb, ..]
                        ? $"'{verb}' is not known{Suggestion.Of(verb, names)}; expected {Suggestion.List(names)}"
                        : $"expected {Suggestion.List(names)}, found nothing"
                )
        );
        token.AddSettings(CoordinatorCatalogue.Instance);
        foreach (var option in token.Options)
        {
            option.Recursive = true;
            option.Hidden |= !_flags.Contains(option.Name);
        }

        foreach (var verb in verbs)
            token.Add(verb);
        return token;
    }

    private static Command Verb(string name, string description, Action<TokenFile, ParseResult> run) =>
        ProgramCommand.Create(
            name,
            description,
            Examples,
            parsed =>
            {
                // Whether the coordinator's other settings go together does not matter here.
                var settings = SettingsReader.Read(CoordinatorCatalogue.Instance with { Check = _ => [] }, parsed);
                try
                {
                    run(new TokenFile(settings.Place), parsed);
                    return Task.FromResult(0);
                }
                catch (HomeException error)
                {
                    throw Refusal(error.Message);
                }
            }
        );

    private static void Add(TokenFile file, string name, Role role, TimeProvider time, InvocationConfiguration console)
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
        console.Output.WriteLine(text);
        console.Error.WriteLine(
            $"The token of {name}, {role.ToString().ToLowerInvariant()}; it is not shown again.{(isFirst ? $" It is the first in {Path.GetDirectoryName(file.Path)}: from now on a token is asked for." : "")}"
        );
    }

    private static void Revoke(TokenFile file, string name, InvocationConfiguration console)
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
        console.Error.WriteLine(
            $"The token of {name} counts no more.{(left == 0 ? $" It was the last: nobody is let in until one is added; without {file.Path} no token is asked for." : "")}"
        );
    }

    private static void List(TokenFile file, TimeProvider time, InvocationConfiguration console)
    {
        var tokens = file.Read();
        foreach (var token in tokens ?? [])
        {
            console.Output.WriteLine(
                FormattableString.Invariant(
                    $"{token.Name, -24} {token.Role.ToString().ToLowerInvariant(), -10} {(time.GetUtcNow() - token.Created).TotalDays:0} days"
                )
            );
        }

        if (tokens is null or [])
        {
            console.Error.WriteLine(
                tokens is null
                    ? $"No token has been made: {file.Path} is not there, and no token is asked for."
                    : $"No token is left in {file.Path}: nobody is let in."
            );
        }
    }

    private static string Read(ParseResult parsed, Argument<string> name) =>
        parsed.GetResult(name)?.Tokens is [var token] ? token.Value : throw Refusal("expected a name after it");

    private static Role Read(ParseResult parsed, Option<string> option)
    {
        var text = string.Join(' ', parsed.GetResult(option)?.Tokens.Select(token => token.Value) ?? []);
        return _roles.TryParse(text, out var role)
            ? role
            : throw Refusal($"{option.Name}: expected {_roles.Expected}, found {(text.Length == 0 ? "nothing" : $"'{text}'")}");
    }

    private static SettingsException Refusal(string message) => new([message]);
}
