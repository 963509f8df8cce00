using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Sweep.Contracts.Spec;

namespace Sweep.Hosting.Configuration;

/// <summary>Reads a program's settings: the defaults, changed by the file, then by variables, then by flags.</summary>
public static class SettingsReader
{
    /// <summary>Reads the settings of this process.</summary>
    /// <param name="parsed">The command line of a command that has the catalogue's options.</param>
    /// <exception cref="SettingsException">Something is not known or not acceptable. It lists everything that is wrong.</exception>
    public static TSettings Read<TSettings>(ProgramCatalogue<TSettings> catalogue, ParseResult parsed)
        where TSettings : class => Read(catalogue, parsed, SweepProgram.Variables(), Environment.CurrentDirectory);

    /// <param name="variables">See <see cref="SweepProgram.Variables"/>.</param>
    /// <param name="workingFolder">The first place to look for the file; the file's path is relative to it.</param>
    /// <exception cref="SettingsException">Something is not known or not acceptable. It lists everything that is wrong.</exception>
    public static TSettings Read<TSettings>(
        ProgramCatalogue<TSettings> catalogue,
        IReadOnlyList<string> arguments,
        IConfiguration variables,
        string workingFolder
    )
        where TSettings : class
    {
        var command = new Command(catalogue.Name);
        command.AddSettings(catalogue);
        return Read(catalogue, command.Parse(arguments, SweepProgram.Parsing), variables, workingFolder);
    }

    private static TSettings Read<TSettings>(
        ProgramCatalogue<TSettings> catalogue,
        ParseResult parsed,
        IConfiguration variables,
        string workingFolder
    )
        where TSettings : class
    {
        var problems = new List<string>();
        var flags = SettingOptions.Read(catalogue, parsed, problems, out var asked);
        var file = asked ?? SettingsFile.Find(catalogue.FileName, workingFolder);
        List<WrittenSetting<TSettings>> written =
        [
            .. file is null ? [] : ReadFrom(SettingsFile.Open(file, workingFolder), [], keys => $"{file}: {string.Join('.', keys)}"),
            .. catalogue.SharedBlocks.SelectMany(block => ReadVariables($"SWEEP_{block}", block)),
            .. ReadVariables($"SWEEP_{catalogue.Section}"),
            .. flags,
        ];

        var settings = written.Aggregate(catalogue.Defaults, (before, entry) => Apply(before, entry, problems));
        if (problems.Count == 0)
            problems.AddRange(catalogue.Check(settings));
        return problems.Count == 0 ? settings : throw new SettingsException(problems);

        IEnumerable<WrittenSetting<TSettings>> ReadVariables(string section, params string[] keys) =>
            ReadFrom(
                variables.GetSection(section),
                keys,
                path => string.Join("__", path.Skip(keys.Length).Prepend(section)).Replace('-', '_').ToUpperInvariant()
            );

        IEnumerable<WrittenSetting<TSettings>> ReadFrom(IConfiguration from, string[] keys, Func<IReadOnlyList<string>, string> place) =>
            new WrittenSettings<TSettings>(catalogue, place).Read(from, problems, keys);
    }

    private static TSettings Apply<TSettings>(TSettings settings, WrittenSetting<TSettings> written, List<string> problems)
        where TSettings : class
    {
        var refusals = new SpecProblems();
        if (written.Setting.Set(settings, written.Value, refusals) is { } changed)
            return changed;
        problems.AddRange(
            written.Setting.IsSecret
                ? [$"{written.Place}: expected {written.Setting.Expected}"]
                : refusals.InOrder().Select(refusal => $"{written.Place}: {refusal.Message}")
        );
        return settings;
    }
}
