namespace Sweep.Worker.Data.Selection;

/// <summary>How many images of each class a smaller part has.</summary>
internal static class Stratification
{
    /// <summary>
    /// Largest remainder: every class gets its exact share rounded down, and what is then missing goes to the largest
    /// fractions, the lower class first where they tie. The result sums to <paramref name="total"/>.
    /// </summary>
    /// <param name="sizes">Images of each class; <paramref name="total"/> is at most their sum.</param>
    public static int[] Quotas(IReadOnlyList<int> sizes, int total)
    {
        var sum = sizes.Sum(size => (long)size);
        var quotas = sizes.Select(size => (int)((long)size * total / sum)).ToArray();
        var byRemainder = Enumerable.Range(0, sizes.Count).OrderByDescending(i => (long)sizes[i] * total % sum).ThenBy(i => i);
        foreach (var i in byRemainder.Take(total - quotas.Sum()))
        {
            quotas[i]++;
        }

        return quotas;
    }
}
