namespace Sweep.Contracts.Spec;

/// <summary>
/// Numbers the combinations of values of some axes, so that what depends only on these axes is computed once for each combination.
/// </summary>
public sealed class Projection
{
    private readonly int[] _axes;
    private readonly int[] _strides;

    internal Projection(IReadOnlyList<int> sizes, int[] axes)
    {
        _axes = axes;
        _strides = new int[axes.Length];
        Count = 1;
        for (var i = axes.Length - 1; i >= 0; i--)
        {
            _strides[i] = Count;
            Count *= sizes[axes[i]];
        }
    }

    /// <summary>Number of combinations, which never exceeds the number of points of the grid.</summary>
    public int Count { get; }

    /// <summary>The number of the combination at a point, from 0.</summary>
    public int Of(ReadOnlySpan<int> point)
    {
        var number = 0;
        for (var i = 0; i < _axes.Length; i++)
        {
            number += point[_axes[i]] * _strides[i];
        }

        return number;
    }
}
