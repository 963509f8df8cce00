using System.Buffers;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>
/// Memory for a value a row, lent for a question: megabytes each time would make the garbage collector look through all tables
/// every few questions. What it held before is still in it.
/// </summary>
internal readonly struct Buffer<T>(int count) : IDisposable
{
    private readonly T[] _array = ArrayPool<T>.Shared.Rent(count);

    public Span<T> Span => _array.AsSpan(0, count);

    /// <summary>At least as long as was asked for.</summary>
    public T[] Array => _array;

    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}
