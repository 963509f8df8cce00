using System.Buffers;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>
/// Pooled memory with one value per row, for the time of a query. Allocating megabytes each time would make the garbage collector scan all
/// tables every few queries. Its content is not cleared.
/// </summary>
internal readonly struct Buffer<T>(int count) : IDisposable
{
    private readonly T[] _array = ArrayPool<T>.Shared.Rent(count);

    public Span<T> Span => _array.AsSpan(0, count);

    /// <summary>At least as long as requested.</summary>
    public T[] Array => _array;

    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}
