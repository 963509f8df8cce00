namespace Sweep.Coordinator.Study.Tables;

/// <summary>Orders texts: numerically when all of them are numbers, otherwise regardless of case.</summary>
internal sealed class TextOrder
{
    private readonly string[] _sorted;
    private readonly Comparer<string> _comparer;

    public TextOrder(IEnumerable<string> texts)
    {
        _sorted = [.. texts];
        _comparer = Array.TrueForAll(_sorted, text => ResultField.TryParse(text, out _))
            ? Comparer<string>.Create(CompareNumbers)
            : Comparer<string>.Create(CompareTexts);
        Array.Sort(_sorted, _comparer);
    }

    /// <summary>See <see cref="TableColumn.OrderKeys"/>. A text that is not in the column is placed between its neighbours.</summary>
    public ulong KeyOf(string? text, bool descending)
    {
        if (string.IsNullOrEmpty(text))
            return ulong.MaxValue;
        var at = Array.BinarySearch(_sorted, text, _comparer);
        var key = at >= 0 ? (2UL * (ulong)at) + 1 : 2UL * (ulong)~at;
        return descending ? ulong.MaxValue - 1 - key : key;
    }

    private static int CompareTexts(string left, string right)
    {
        var difference = string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
        return difference != 0 ? difference : string.CompareOrdinal(left, right);
    }

    private static int CompareNumbers(string left, string right)
    {
        var difference = Value(left).CompareTo(Value(right));
        return difference != 0 ? difference : string.CompareOrdinal(left, right);
    }

    /// <summary>A text that is not a number, such as an earlier value of the column, is lowest.</summary>
    private static double Value(string text) => ResultField.TryParse(text, out var number) ? number : double.NegativeInfinity;
}
