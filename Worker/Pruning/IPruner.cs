namespace Sweep.Worker.Pruning;

/// <summary>Decides which weights a network loses. Pure: it changes the mask it is given and nothing else.</summary>
public interface IPruner
{
    /// <summary>
    /// Clears entries of <paramref name="kept"/> until the sparsity is reached exactly. What is cleared already stays so, and counts.
    /// </summary>
    /// <param name="weights">The flat parameter vector.</param>
    /// <param name="kept">One entry a parameter, false where it is removed.</param>
    /// <param name="sparsity">0…1; of what, the settings' granularity decides.</param>
    /// <returns>What a reader of the results must know; mostly nothing.</returns>
    /// <exception cref="Stages.StageException">It cannot be reached.</exception>
    IReadOnlyList<string> Prune(ReadOnlySpan<float> weights, Span<bool> kept, double sparsity);
}
