namespace Sweep.Coordinator.Study.Tables;

/// <summary>Orders rows by a field; rows with equal values stay in grid order.</summary>
internal sealed class RowOrder
{
    private RowOrder(ResultField field, bool isDescending) => (Field, IsDescending) = (field, isDescending);

    public ResultField Field { get; }

    public bool IsDescending { get; }

    /// <param name="text">A field, optionally followed by <c> desc</c> or <c> asc</c>; null is returned for an empty text, which means grid
    /// order.</param>
    /// <exception cref="StudyException">The text is not a valid order.</exception>
    public static RowOrder? Parse(string text, ResultFields fields)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
            return null;
        var descending = words.Length > 1 && words[1].Equals("desc", StringComparison.OrdinalIgnoreCase);
        if (words.Length > 2 || (words.Length == 2 && !descending && !words[1].Equals("asc", StringComparison.OrdinalIgnoreCase)))
            throw new StudyException($"'{text}' is no order: a field is expected, and desc for the highest first");
        var field = fields[words[0]];
        return field.Kind == FieldKind.List
            ? throw new StudyException($"{field.Name} is a list, which has no order")
            : new RowOrder(field, descending);
    }

    /// <summary>All rows, in order.</summary>
    public Rows Sort(ResultTable table, Rows rows)
    {
        var keys = Keys(table, rows);
        var index = GC.AllocateUninitializedArray<int>(rows.Count);
        for (var i = 0; i < index.Length; i++)
            index[i] = rows[i];
        RadixSort.Sort(keys, index);
        return new Rows(index.Length, index);
    }

    /// <summary>The first rows after a place, in order, without sorting the rest.</summary>
    /// <param name="after">Null starts at the first row.</param>
    public Rows Top(ResultTable table, Rows rows, RowPlace? after, int count)
    {
        var keys = Keys(table, rows);
        var (afterKey, afterRow) = after is { } place ? (table.Column(Field).OrderKey(place.Value, IsDescending), place.Row) : (0UL, -1);

        // The queue returns the worst of the best rows found so far.
        var best = new PriorityQueue<int, (ulong Key, int Row)>(
            Comparer<(ulong Key, int Row)>.Create((left, right) => right.CompareTo(left))
        );
        var (worstKey, worstRow) = (ulong.MaxValue, int.MaxValue);
        for (var i = 0; i < keys.Length; i++)
        {
            var (key, row) = (keys[i], rows[i]);
            if (key > worstKey || (key == worstKey && row >= worstRow) || key < afterKey || (key == afterKey && row <= afterRow))
                continue;
            if (best.Count < count)
                best.Enqueue(row, (key, row));
            else
                best.DequeueEnqueue(row, (key, row));
            if (best.Count == count && best.TryPeek(out _, out var worst))
                (worstKey, worstRow) = worst;
        }

        var index = new int[best.Count];
        for (var i = index.Length - 1; i >= 0; i--)
            index[i] = best.Dequeue();
        return new Rows(index.Length, index);
    }

    public RowPlace PlaceOf(ResultTable table, int row) =>
        new(row, table.Column(Field) is NumberColumn numbers ? numbers.Number(row) : table.Column(Field).ValueAt(row));

    private ulong[] Keys(ResultTable table, Rows rows)
    {
        var keys = GC.AllocateUninitializedArray<ulong>(rows.Count);
        table.Column(Field).OrderKeys(rows, IsDescending, keys);
        return keys;
    }
}

/// <summary>A place in an order that remains valid when rows are added or removed.</summary>
/// <param name="Value">The row's value at that time: a double, a text or null.</param>
internal readonly record struct RowPlace(int Row, object? Value);
