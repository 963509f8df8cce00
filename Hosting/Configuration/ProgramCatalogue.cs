using Sweep.Contracts.Spec.Values;

namespace Sweep.Hosting.Configuration;

/// <summary>All that a program can be told, and what it says of itself.</summary>
public sealed record ProgramCatalogue<TSettings>
    where TSettings : class
{
    /// <summary>As it is called: <c>sweep-worker</c>. Its file is this and <c>.json</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its variables are <c>SWEEP_{Section}__…</c>: <c>WORKER</c>.</summary>
    public required string Section { get; init; }

    /// <summary>The first lines of the help.</summary>
    public required string Summary { get; init; }

    public required TSettings Defaults { get; init; }

    /// <summary>In the order of the help.</summary>
    public required IReadOnlyList<ProgramSetting<TSettings>> Settings { get; init; }

    /// <summary>Blocks that several programs have alike, so that one variable serves them all: <c>SWEEP_BROKER__…</c>.</summary>
    public IReadOnlyList<string> SharedBlocks { get; init; } = [];

    /// <summary>Whole command lines, each with what it does after a <c>#</c>.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>What is wrong with settings that are each by themselves right, one line each.</summary>
    public Func<TSettings, IEnumerable<string>> Check { get; init; } = _ => [];

    public string FileName => Name + ".json";

    /// <summary>The variable of a setting, in its common form.</summary>
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
            IsList = kind is TextList,
            IsSwitch = kind is Flag,
        };

    /// <summary>The settings of a record that is part of another.</summary>
    public static IEnumerable<ProgramSetting<TOuter>> Block<TOuter, TInner>(
        string block,
        IEnumerable<ProgramSetting<TInner>> settings,
        Func<TOuter, TInner> get,
        Func<TOuter, TInner, TOuter> set
    ) => settings.Select(setting => setting.Within(block, get, set));
}
