using Sweep.Contracts.Spec.Settings;

namespace Sweep.Contracts.Spec;

/// <summary>Settings that hold in a part of the grid only. Of several that match, the later one wins.</summary>
public sealed record SpecOverride(AxisFilter When, IReadOnlyList<(Setting Setting, object? Value)> Values, int Line);
