namespace Sweep.Contracts.Architectures;

/// <summary>Converts a sparsity to a number of weights or filters; the only place that rounds.</summary>
public static class PruneCount
{
    /// <param name="sparsity">Share to remove, 0…1.</param>
    /// <param name="total">Number of weights or filters that can be removed, including those already removed.</param>
    /// <returns>How many are removed at that sparsity, halves rounded up.</returns>
    public static int Of(double sparsity, int total) => (int)Math.Round(sparsity * total, MidpointRounding.AwayFromZero);
}
