using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Planning;

/// <summary>Works something out once for each combination of the axes it depends on.</summary>
internal sealed class Memo<T>(Projection projection, Func<int[], T> make)
{
    private readonly T[] _made = new T[projection.Count];
    private readonly bool[] _isMade = new bool[projection.Count];

    /// <param name="point">For every axis of the grid the position of its value.</param>
    public T At(int[] point)
    {
        var combination = projection.Of(point);
        if (!_isMade[combination])
        {
            _made[combination] = make(point);
            _isMade[combination] = true;
        }

        return _made[combination];
    }
}
