using System.CommandLine;
using System.CommandLine.Parsing;
using Sweep.Contracts.Spec;

namespace Sweep.Hosting.Configuration;

/// <summary>Makes the options of a command line from a program's settings, and reads the settings from a parsed command line.</summary>
public static class SettingOptions
{
    private const string ConfigFlag = "--config";

    private const int LongestShown = 40;

    /// <summary>
    /// Adds <c>--config</c> and an option for each setting. Options of secrets are added too, so that they can be refused by name.
    /// </summary>
    public static void AddSettings<TSettings>(this Command command, ProgramCatalogue<TSettings> catalogue)
        where TSettings : class
    {
        Add(ConfigFlag, "FILE", $"JSON: {catalogue.FileExample} [default: {catalogue.FileName} here or in /etc/sweep, if there is one]");
        foreach (var setting in catalogue.Settings)
        {
            var fallback = setting.DefaultText(catalogue.Defaults) is { } value ? $" [default: {value}]" : "";
            Add(
                setting.Flag,
                setting.IsSwitch ? "true|false" : setting.Placeholder,
                $"{setting.Description}{fallback}\n{catalogue.Variable(setting)}",
                setting.IsHidden || setting.IsSecret
            );
        }

        // How many values a flag has is checked below, in the same words for all flags.
        void Add(string flag, string value, string description, bool isHidden = false) =>
            command.Add(
                new Option<string[]>(flag)
                {
                    HelpName = value,
                    Description = description,
                    Hidden = isHidden,
                    Arity = ArgumentArity.ZeroOrMore,
                }
            );
    }

    /// <param name="file">The value of <c>--config</c>; null when it is not given.</param>
    internal static IReadOnlyList<WrittenSetting<TSettings>> Read<TSettings>(
        ProgramCatalogue<TSettings> catalogue,
        ParseResult parsed,
        List<string> problems,
        out string? file
    )
        where TSettings : class
    {
        file = null;
        var written = new List<WrittenSetting<TSettings>>();
        // The parser sets a first argument in brackets aside as a directive.
        var directives = parsed.Tokens.Where(token => token.Type == TokenType.Directive).Select(token => token.Value);
        List<string> unknown = [.. directives, .. parsed.UnmatchedTokens];
        foreach (var given in parsed.CommandResult.Path().SelectMany(result => result.Children).OfType<OptionResult>())
        {
            var flag = given.Option.Name;
            var setting = catalogue.Settings.FirstOrDefault(candidate => candidate.Flag == flag);
            if (setting is null && flag != ConfigFlag)
                continue;

            // The parser takes an unknown flag for the value of the flag before it.
            var taken = given.Tokens.Select(token => token.Value).ToLookup(value => value.StartsWith("--", StringComparison.Ordinal));
            unknown.AddRange(setting is { IsSecret: true } ? [] : taken[true]);
            string[] values = [.. taken[false]];
            var refusal = setting switch
            {
                { IsSecret: true } =>
                    $"is not accepted as a flag, which every user of this machine could read; use {catalogue.Variable(setting)} or a file",
                not { IsList: true } when given.IdentifierTokenCount > 1 => "is given twice",
                not { IsSwitch: true } when values.Length < given.IdentifierTokenCount =>
                    $"expected {setting?.Expected ?? "a file"} after it, found nothing",
                _ => null,
            };
            var text = values.Length == 0 ? "true" : string.Join(',', values);
            if (refusal is not null)
                problems.Add($"{flag}: {refusal}");
            else if (setting is null)
                file = text;
            else
                written.Add(new(setting, new SpecScalar(text, IsNull: false, 0, 0), flag));
        }

        problems.AddRange(unknown.Select(token => Refuse(token.Split('=')[0], catalogue.Name, parsed.CommandResult)));
        return written;
    }

    /// <summary>The command and those above it, the program first.</summary>
    internal static IReadOnlyList<CommandResult> Path(this CommandResult result) =>
        [.. (result.Parent as CommandResult)?.Path() ?? [], result];

    private static string Refuse(string token, string program, CommandResult command)
    {
        if (!token.StartsWith('-'))
        {
            var shown = token.Length > LongestShown ? token[..LongestShown] + "…" : token;
            return $"'{shown}': is not a flag ({program} --help lists them)";
        }

        var known = command.Path().SelectMany(result => result.Command.Options).Where(option => !option.Hidden);
        return Suggestion.Nearest(token, known.Select(option => option.Name)) is { } nearest
            ? $"{token}: is not known, did you mean {nearest}?"
            : $"{token}: is not known ({program} --help lists what is)";
    }
}
