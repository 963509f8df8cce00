namespace Sweep.Contracts.Spec.Settings;

/// <summary>
/// Describes one setting of the spec. Parsing, error texts, axes, overrides, stage identity and the documentation all
/// follow from it.
/// </summary>
public abstract class Setting
{
    /// <summary>The block it is written in: <c>data</c>, <c>model</c>, <c>training</c>, <c>pruning</c>, <c>limits</c> or <c>report</c>; <c>grid</c> if it can only be an axis.</summary>
    public required string Block { get; init; }

    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Description { get; init; }

    public string Path => $"{Block}.{Name}";

    public bool IsGridOnly => Block == SettingsCatalogue.Grid;

    /// <summary>Whether it can be an axis and be overridden; limits and the report are the sweep's, not a trial's.</summary>
    public bool IsOfTrial => Block is not (SettingsCatalogue.Limits or SettingsCatalogue.Report);

    /// <summary>Completes "expected …".</summary>
    public abstract string Expected { get; }

    /// <summary>The default in canonical form.</summary>
    public abstract string DefaultText { get; }

    /// <summary>Reads a value; false when it is refused, and then a problem says why.</summary>
    public abstract bool TryRead(SpecNode node, string path, SpecProblems problems, out object? value);

    public abstract SpecSettings Set(SpecSettings settings, object? value);

    public abstract object? Get(SpecSettings settings);

    /// <summary>The value's one canonical form.</summary>
    public abstract string Format(object? value);

    public string TextOf(SpecSettings settings) => Format(Get(settings));
}
