using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Planning;

/// <summary>Computes a value once for each combination of the axes that it depends on.</summary>
internal sealed class Memo<T>(Projection projection, Func<int[], T> make)
{
    private readonly T[] _made = new T[projection.Count];
    private readonly bool[] _isMade = new bool[projection.Count];

    /// <param name="point">The position of the value on each axis of the grid.</param>
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
