using Sweep.Contracts.Results;
using Sweep.Coordinator.Study.Filtering;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>One field of all trials of a table.</summary>
internal abstract class TableColumn(ResultField of)
{
    public ResultField Field { get; } = of;

    /// <summary>Roughly, of memory.</summary>
    public abstract long Bytes { get; }

    public abstract void Reserve(int rows);

    public abstract void Add(TrialResult trial);

    public abstract void Set(int row, TrialResult trial);

    /// <summary>As <see cref="ResultField.Read"/>.</summary>
    public abstract object? ValueAt(int row);

    /// <summary>Sets the bits of the rows that any of the comparisons accepts; the others stay.</summary>
    public abstract void Match(IReadOnlyList<Comparison> comparisons, Span<ulong> bits);

    /// <summary>The rows' values numbered, equal ones alike.</summary>
    public abstract KeyCodes Number(Rows rows);

    /// <summary>
    /// Numbers that stand in the order of the rows' values; <see cref="ulong.MaxValue"/> for a row without a value, which so comes
    /// last whichever way the order goes.
    /// </summary>
    public abstract void OrderKeys(Rows rows, bool descending, Span<ulong> keys);

    /// <summary>The same of one value, which need not be in the table (any more).</summary>
    public abstract ulong OrderKey(object? value, bool descending);
}

/// <summary>The values of a column by number.</summary>
/// <param name="Codes">One a row; lent, see <see cref="Buffer{T}"/>.</param>
/// <param name="Distinct">Above each of them.</param>
/// <param name="TextOf">The value of a code as text, the empty one for none.</param>
/// <param name="NumberOf">Null when it is none.</param>
internal sealed record KeyCodes(Buffer<int> Codes, int Distinct, Func<int, string> TextOf, Func<int, double?> NumberOf) : IDisposable
{
    public void Dispose() => Codes.Dispose();
}
