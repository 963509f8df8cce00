namespace Sweep.Contracts.Architectures;

/// <summary>What a sparsity means for a number of things: the one place that rounds.</summary>
public static class PruneCount
{
    /// <param name="sparsity">Share to remove, 0…1.</param>
    /// <param name="total">Of the things that could be removed, those already removed included.</param>
    /// <returns>How many are removed at that sparsity, halves rounded up.</returns>
    public static int Of(double sparsity, int total) => (int)Math.Round(sparsity * total, MidpointRounding.AwayFromZero);
}
