using Sweep.Contracts.Spec.Values;

namespace Sweep.Hosting.Configuration;

/// <summary>Describes all settings of a program, and the program itself.</summary>
public sealed record ProgramCatalogue<TSettings>
    where TSettings : class
{
    /// <summary>The program's name: <c>sweep-worker</c>. Its file is called <c>sweep-worker.json</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The program's variables begin with <c>SWEEP_</c> and this: <c>WORKER</c>.</summary>
    public required string Section { get; init; }

    /// <summary>The first lines of the help.</summary>
    public required string Summary { get; init; }

    public required TSettings Defaults { get; init; }

    /// <summary>All settings, in the order of the help.</summary>
    public required IReadOnlyList<ProgramSetting<TSettings>> Settings { get; init; }

    /// <summary>Blocks that several programs have alike, so that one variable serves them all: <c>SWEEP_BROKER__…</c>.</summary>
    public IReadOnlyList<string> SharedBlocks { get; init; } = [];

    /// <summary>A file that the help shows, in one line.</summary>
    public required string FileExample { get; init; }

    /// <summary>Whole command lines, each followed by <c>#</c> and what it does.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Finds what is wrong with settings that are acceptable each by itself. Each problem is one line.</summary>
    public Func<TSettings, IEnumerable<string>> Check { get; init; } = _ => [];

    public string FileName => Name + ".json";

    /// <summary>The last lines of the help: the settings that have no flag, and the examples.</summary>
    internal string HelpEnd =>
        string.Join(
            '\n',
            Settings
                .Where(setting => setting.IsSecret)
                .Select(setting => $"Variable without a flag:\n  {Variable(setting)}  {setting.Description}\n")
                .Append("Examples:")
                .Concat(Examples.Select(example => $"  {example}"))
        );

    /// <summary>The variable of a setting, in its usual form.</summary>
    public string Variable(ProgramSetting<TSettings> setting)
    {
        var path = setting.Path.Replace(".", "__").Replace('-', '_').ToUpperInvariant();
        return SharedBlocks.Any(block => setting.Path.StartsWith(block + ".", StringComparison.Ordinal))
            ? $"SWEEP_{path}"
            : $"SWEEP_{Section}__{path}";
    }
}

/// <summary>Makes settings.</summary>
public static class ProgramSettings
{
    public static ProgramSetting<TSettings> Make<TSettings, T>(
        string path,
        ValueKind<T> kind,
        string placeholder,
        string description,
        Func<TSettings, T> get,
        Func<TSettings, T, TSettings> set
    ) =>
        new ProgramSetting<TSettings, T>(kind, get, set)
        {
            Path = path,
            Description = description,
            Placeholder = placeholder,
        };

    /// <summary>The settings of a record that is part of another.</summary>
    public static IEnumerable<ProgramSetting<TOuter>> Block<TOuter, TInner>(
        string block,
        IEnumerable<ProgramSetting<TInner>> settings,
        Func<TOuter, TInner> get,
        Func<TOuter, TInner, TOuter> set
    ) => settings.Select(setting => setting.Within(block, get, set));
}
