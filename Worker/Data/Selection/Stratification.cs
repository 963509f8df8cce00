namespace Sweep.Worker.Data.Selection;

/// <summary>Divides a number of images among classes in proportion to their sizes.</summary>
internal static class Stratification
{
    /// <summary>
    /// Uses the largest-remainder method: every class gets its exact share rounded down, and the rest goes to the classes with the largest
    /// fractions, the lower class first on ties. The result sums to <paramref name="total"/>.
    /// </summary>
    /// <param name="sizes">Images of each class.</param>
    /// <param name="total">At most the sum of the sizes.</param>
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
