using Sweep.Contracts.Spec.Settings;

namespace Sweep.Contracts.Spec;

/// <summary>Settings that hold in a part of the grid only. Of several that match, the later one wins.</summary>
public sealed record SpecOverride(AxisFilter When, IReadOnlyList<SpecOverrideValue> Values, int Line);

/// <param name="Path">Where it is written, for errors.</param>
public sealed record SpecOverrideValue(Setting Setting, object? Value, int Line, string Path);
