using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study.Filtering;

/// <summary>A condition on trials: <c>dataset = cifar10 and (sparsity >= 0.5 or state in (failed, cancelled))</c>.</summary>
/// <remarks>
/// Operators are <c>= != &lt; &lt;= &gt; &gt;= in</c> with <c>and</c>, <c>or</c>, <c>not</c> and parentheses; <c>and</c> binds tighter
/// than <c>or</c>. Two numbers are compared as numbers, anything else as text regardless of case. A missing value, such as the top1 of
/// a failed trial, equals only <c>""</c> and is neither less nor greater than anything.
/// </remarks>
internal abstract record Filter
{
    /// <exception cref="StudyException">The text is not a valid condition or names an unknown field. The message gives the
    /// position.</exception>
    public static Filter Parse(string text, ResultFields fields) => new FilterParser(text, fields).Parse();

    /// <summary>The matching rows, ascending.</summary>
    public Rows Select(ResultTable table)
    {
        var bits = NoBits(table);
        Match(table, bits);
        return Rows.FromBits(bits, table.Count);
    }

    /// <summary>Sets the bits of matching rows and leaves the other bits unchanged.</summary>
    public abstract void Match(ResultTable table, Span<ulong> bits);

    private protected static ulong[] NoBits(ResultTable table) => new ulong[(table.Count + 63) / 64];
}

internal sealed record Either(IReadOnlyList<Filter> Filters) : Filter
{
    public override void Match(ResultTable table, Span<ulong> bits)
    {
        foreach (var filter in Filters)
            filter.Match(table, bits);
    }
}

internal sealed record Both(IReadOnlyList<Filter> Filters) : Filter
{
    public override void Match(ResultTable table, Span<ulong> bits)
    {
        var (all, one) = (NoBits(table), NoBits(table));
        Filters[0].Match(table, all);
        foreach (var filter in Filters.Skip(1))
        {
            Array.Clear(one);
            filter.Match(table, one);
            for (var i = 0; i < all.Length; i++)
                all[i] &= one[i];
        }

        for (var i = 0; i < all.Length; i++)
            bits[i] |= all[i];
    }
}

internal sealed record Not(Filter Inner) : Filter
{
    public override void Match(ResultTable table, Span<ulong> bits)
    {
        var inner = NoBits(table);
        Inner.Match(table, inner);
        for (var i = 0; i < inner.Length; i++)
            bits[i] |= ~inner[i];
        if (table.Count % 64 is > 0 and var rest)
            bits[^1] &= (1UL << rest) - 1;
    }
}

/// <summary>Several comparisons of one field, of which one must hold.</summary>
internal sealed record Among(ResultField Field, IReadOnlyList<Comparison> Comparisons) : Filter
{
    public override void Match(ResultTable table, Span<ulong> bits) => table.Column(Field).Match(Comparisons, bits);
}
