using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Hosting.Configuration;

/// <summary>
/// Describes one setting of a program. Its place in the file, its variable, its flag, its reading, its errors and its line of help all
/// follow from it.
/// </summary>
public abstract record ProgramSetting<TSettings>
{
    /// <summary>Keys from the file's root, with dots: <c>slots</c>, <c>broker.hosts</c>.</summary>
    public required string Path { get; init; }

    /// <summary>One line for people.</summary>
    public required string Description { get; init; }

    /// <summary>Stands for the value in the help: <c>N</c>, <c>FILE</c>.</summary>
    public string Placeholder { get; init; } = "VALUE";

    /// <summary>Several values: in the file a list, in a variable with commas, as a flag with commas or given again.</summary>
    public bool IsList { get; init; }

    /// <summary>True or false; its flag alone means true.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>Has no flag: every user of a machine can read the arguments of all of its processes. Its value is never repeated.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Not in the help: for tests of the program.</summary>
    public bool IsHidden { get; init; }

    public string Flag => "--" + Path.Replace('.', '-');

    /// <summary>Completes "expected …".</summary>
    public abstract string Expected { get; }

    /// <summary>What holds when nothing is said; null when that is nothing.</summary>
    public abstract string? DefaultText(TSettings defaults);

    /// <summary>Null when the value is refused, and then a problem says why.</summary>
    internal abstract TSettings? Set(TSettings settings, SpecNode value, SpecProblems problems);

    /// <summary>The same setting, of settings that have these as a block.</summary>
    internal abstract ProgramSetting<TOuter> Within<TOuter>(string block, Func<TOuter, TSettings> get, Func<TOuter, TSettings, TOuter> set);
}

internal sealed record ProgramSetting<TSettings, T>(ValueKind<T> Kind, Func<TSettings, T> Get, Func<TSettings, T, TSettings> Put)
    : ProgramSetting<TSettings>
{
    public override string Expected => Kind.Expected;

    public override string? DefaultText(TSettings defaults) =>
        Get(defaults) is { } value && !IsSecret && Kind.Format(value) is { Length: > 0 } text ? text : null;

    internal override TSettings? Set(TSettings settings, SpecNode value, SpecProblems problems) =>
        Kind.TryRead(value, Path, problems, out var read) ? Put(settings, read) : default;

    internal override ProgramSetting<TOuter> Within<TOuter>(
        string block,
        Func<TOuter, TSettings> get,
        Func<TOuter, TSettings, TOuter> set
    ) =>
        new ProgramSetting<TOuter, T>(Kind, outer => Get(get(outer)), (outer, value) => set(outer, Put(get(outer), value)))
        {
            Path = $"{block}.{Path}",
            Description = Description,
            Placeholder = Placeholder,
            IsList = IsList,
            IsSwitch = IsSwitch,
            IsSecret = IsSecret,
            IsHidden = IsHidden,
        };
}
