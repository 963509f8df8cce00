namespace Sweep.Contracts.Spec;

/// <summary>Numbers the combinations of some axes' values, so that what depends on these axes alone is worked out once for each.</summary>
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

    /// <summary>How many combinations there are; never more than the grid has points.</summary>
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
