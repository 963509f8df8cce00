namespace Sweep.Contracts.Spec.Settings;

/// <summary>
/// Describes one setting of the spec. Parsing, error messages, axes, overrides, stage identity and the documentation follow from it.
/// </summary>
public abstract class Setting
{
    /// <summary>
    /// The block in which it is written: <c>data</c>, <c>model</c>, <c>training</c>, <c>pruning</c>, <c>limits</c> or <c>report</c>;
    /// <c>grid</c> if it can only be an axis.
    /// </summary>
    public required string Block { get; init; }

    public required string Name { get; init; }

    /// <summary>A description in one line.</summary>
    public required string Description { get; init; }

    public string Path => $"{Block}.{Name}";

    public bool IsGridOnly => Block == SettingsCatalogue.Grid;

    /// <summary>True when it can be an axis and be overridden. Limits and report settings belong to the sweep and not to a trial.</summary>
    public bool IsOfTrial => Block is not (SettingsCatalogue.Limits or SettingsCatalogue.Report);

    /// <summary>The accepted values, as the continuation of "expected …".</summary>
    public abstract string Expected { get; }

    /// <summary>The default value in canonical form.</summary>
    public abstract string DefaultText { get; }

    /// <summary>Reads a value; returns false and adds a problem when it is refused.</summary>
    public abstract bool TryRead(SpecNode node, string path, SpecProblems problems, out object? value);

    public abstract SpecSettings Set(SpecSettings settings, object? value);

    public abstract object? Get(SpecSettings settings);

    /// <summary>The canonical form of a value.</summary>
    public abstract string Format(object? value);

    public string TextOf(SpecSettings settings) => Format(Get(settings));
}
