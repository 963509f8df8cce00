namespace Sweep.Worker.Pruning;

/// <summary>Decides which weights are removed from a network. It changes only the mask it is given.</summary>
public interface IPruner
{
    /// <summary>
    /// Clears entries of <paramref name="kept"/> until the sparsity is reached exactly. Entries that are already cleared stay cleared and
    /// count.
    /// </summary>
    /// <param name="weights">The flat parameter vector.</param>
    /// <param name="kept">One entry per parameter, false where the parameter is removed.</param>
    /// <param name="sparsity">Share to remove, 0…1, of the weights or of the filters, depending on the granularity.</param>
    /// <returns>Warnings for readers of the results; usually none.</returns>
    /// <exception cref="Stages.StageException">The sparsity cannot be reached.</exception>
    IReadOnlyList<string> Prune(ReadOnlySpan<float> weights, Span<bool> kept, double sparsity);
}
