using Sweep.Contracts.Results;
using Sweep.Coordinator.Study.Filtering;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>One field of all trials in a table.</summary>
internal abstract class TableColumn(ResultField of)
{
    public ResultField Field { get; } = of;

    /// <summary>The approximate memory in bytes.</summary>
    public abstract long Bytes { get; }

    public abstract void Reserve(int rows);

    public abstract void Add(TrialResult trial);

    public abstract void Set(int row, TrialResult trial);

    /// <summary>As <see cref="ResultField.Read"/>.</summary>
    public abstract object? ValueAt(int row);

    /// <summary>Sets the bits of the rows that match any of the comparisons and leaves the other bits unchanged.</summary>
    public abstract void Match(IReadOnlyList<Comparison> comparisons, Span<ulong> bits);

    /// <summary>Numbers the rows' values so that equal values have equal numbers.</summary>
    public abstract KeyCodes Number(Rows rows);

    /// <summary>
    /// Writes keys in the order of the rows' values. A row without a value has <see cref="ulong.MaxValue"/>, so that it comes last in
    /// either direction.
    /// </summary>
    public abstract void OrderKeys(Rows rows, bool descending, Span<ulong> keys);

    /// <summary>The key of one value, which need not be in the table any more.</summary>
    public abstract ulong OrderKey(object? value, bool descending);
}

/// <summary>The values of a column as numbers.</summary>
/// <param name="Codes">One code per row, in pooled memory; see <see cref="Buffer{T}"/>.</param>
/// <param name="Distinct">All codes are lower than this.</param>
/// <param name="TextOf">The text of a code; empty for a missing value.</param>
/// <param name="NumberOf">The number of a code; null for a value that is not a number.</param>
internal sealed record KeyCodes(Buffer<int> Codes, int Distinct, Func<int, string> TextOf, Func<int, double?> NumberOf) : IDisposable
{
    public void Dispose() => Codes.Dispose();
}
