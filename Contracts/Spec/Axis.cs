using Sweep.Contracts.Spec.Settings;

namespace Sweep.Contracts.Spec;

/// <summary>One dimension of the grid.</summary>
/// <param name="Name">The name written under <c>grid</c>.</param>
/// <param name="Values">At least one value, all different, in written order.</param>
/// <param name="Line">Line of the spec, from 1; zero when the axis is not written and has its default.</param>
public sealed record Axis(Setting Setting, string Name, IReadOnlyList<object?> Values, int Line)
{
    /// <summary>The values in canonical form.</summary>
    public IReadOnlyList<string> Texts { get; } = [.. Values.Select(Setting.Format)];

    /// <summary>Position of the value with this canonical form; −1 when it is not on the axis.</summary>
    public int IndexOf(string text)
    {
        for (var i = 0; i < Texts.Count; i++)
        {
            if (Texts[i] == text)
            {
                return i;
            }
        }

        return -1;
    }
}
