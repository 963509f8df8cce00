namespace Sweep.Coordinator.Study.Tables;

/// <summary>Orders groups by one key after the other: numbers ascending, texts in grid order.</summary>
internal static class GroupOrder
{
    /// <param name="firsts">The position of each group's first row, ascending.</param>
    public static int[] Sort(IReadOnlyList<KeyCodes> keys, int[] firsts)
    {
        var order = new int[firsts.Length];
        for (var group = 0; group < order.Length; group++)
            order[group] = group;
        var ranks = keys.Select(key => Ranks(key, firsts)).ToArray();
        Array.Sort(
            order,
            (left, right) =>
            {
                foreach (var rank in ranks)
                {
                    var difference = rank[left].CompareTo(rank[right]);
                    if (difference != 0)
                        return difference;
                }

                return left.CompareTo(right);
            }
        );
        return order;
    }

    /// <summary>The rank of each group's value among all values.</summary>
    private static int[] Ranks(KeyCodes key, int[] firsts)
    {
        // The order of the groups' first rows is the order of the grid.
        var seen = new bool[key.Distinct];
        var values = new List<(int Code, string Text, double? Number)>();
        foreach (var first in firsts)
        {
            var code = key.Codes.Array[first];
            if (!seen[code])
                values.Add((code, key.TextOf(code), key.NumberOf(code)));
            seen[code] = true;
        }

        if (values.TrueForAll(value => value.Number is not null || value.Text.Length == 0))
            values = [.. values.OrderBy(value => value.Number)];

        // A missing value and an empty text have the same rank.
        var (byCode, byText) = (new int[key.Distinct], new Dictionary<string, int>(values.Count, StringComparer.Ordinal));
        foreach (var (code, text, _) in values)
        {
            byText.TryAdd(text, byText.Count);
            byCode[code] = byText[text];
        }

        return Array.ConvertAll(firsts, first => byCode[key.Codes.Array[first]]);
    }
}
