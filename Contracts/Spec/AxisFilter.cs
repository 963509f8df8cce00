namespace Sweep.Contracts.Spec;

/// <summary>A part of the grid: the points at which every named axis has one of the named values.</summary>
/// <param name="Axes">Positions of the named axes in <see cref="SweepSpec.Axes"/>.</param>
/// <param name="Allowed">For each named axis, whether each of its values, by position, is named.</param>
public sealed record AxisFilter(IReadOnlyList<int> Axes, IReadOnlyList<bool[]> Allowed, int Line)
{
    /// <summary>True when a point is in this part of the grid.</summary>
    /// <param name="point">For every axis of the grid, the position of its value.</param>
    public bool Matches(ReadOnlySpan<int> point)
    {
        for (var i = 0; i < Axes.Count; i++)
        {
            if (!Allowed[i][point[Axes[i]]])
            {
                return false;
            }
        }

        return true;
    }
}
