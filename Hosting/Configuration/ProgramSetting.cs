using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Hosting.Configuration;

/// <summary>
/// Describes one setting of a program. Its place in the file, its variable, its flag, its reading, its errors and its lines in the help all
/// follow from it.
/// </summary>
public abstract record ProgramSetting<TSettings>
{
    /// <summary>Keys from the file's root, with dots between them: <c>slots</c>, <c>broker.hosts</c>.</summary>
    public required string Path { get; init; }

    /// <summary>One line for people.</summary>
    public required string Description { get; init; }

    /// <summary>Stands for the value in the help: <c>N</c>, <c>FILE</c>.</summary>
    public required string Placeholder { get; init; }

    /// <summary>
    /// It has no flag, since every user of a machine can read the arguments of all processes. No message repeats its value.
    /// </summary>
    public bool IsSecret { get; init; }

    /// <summary>The help leaves it out: it serves tests of the program.</summary>
    public bool IsHidden { get; init; }

    /// <summary>It has several values: a list in the file, commas in a variable, and commas or several flags on the command line.</summary>
    public abstract bool IsList { get; }

    /// <summary>It is true or false; its flag alone means true.</summary>
    public abstract bool IsSwitch { get; }

    public string Flag => "--" + Path.Replace('.', '-');

    /// <summary>Completes "expected …".</summary>
    public abstract string Expected { get; }

    /// <summary>The default as text; null when there is none.</summary>
    public abstract string? DefaultText(TSettings defaults);

    /// <summary>Returns null when it refuses the value; a problem then says why.</summary>
    internal abstract TSettings? Set(TSettings settings, SpecNode value, SpecProblems problems);

    /// <summary>Makes the same setting for settings that have these as a block.</summary>
    internal abstract ProgramSetting<TOuter> Within<TOuter>(string block, Func<TOuter, TSettings> get, Func<TOuter, TSettings, TOuter> set);
}

internal sealed record ProgramSetting<TSettings, T>(ValueKind<T> Kind, Func<TSettings, T> Get, Func<TSettings, T, TSettings> Put)
    : ProgramSetting<TSettings>
{
    public override bool IsList => Kind is TextList;

    public override bool IsSwitch => Kind is ValueKind<bool>;

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
            IsSecret = IsSecret,
            IsHidden = IsHidden,
        };
}
