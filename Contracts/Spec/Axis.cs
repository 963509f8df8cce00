using Sweep.Contracts.Spec.Settings;

namespace Sweep.Contracts.Spec;

/// <summary>One dimension of the grid.</summary>
/// <param name="Name">As written under <c>grid</c>.</param>
/// <param name="Values">At least one, no two the same, in written order.</param>
/// <param name="Line">Where it is written; zero when it was left out and has its default.</param>
public sealed record Axis(Setting Setting, string Name, IReadOnlyList<object?> Values, int Line)
{
    /// <summary>The values in canonical form.</summary>
    public IReadOnlyList<string> Texts { get; } = [.. Values.Select(Setting.Format)];
}
