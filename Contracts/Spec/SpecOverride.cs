using Sweep.Contracts.Spec.Settings;

namespace Sweep.Contracts.Spec;

/// <summary>Settings that apply only in a part of the grid. Of several matching overrides the later one wins.</summary>
public sealed record SpecOverride(AxisFilter When, IReadOnlyList<SpecOverrideValue> Values, int Line);

/// <summary>One value of an override.</summary>
/// <param name="Path">Where it is written, for error messages.</param>
public sealed record SpecOverrideValue(Setting Setting, object? Value, int Line, string Path);
