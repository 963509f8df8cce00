using Sweep.Contracts.Stages;
using Sweep.Worker.Randomness;

namespace Sweep.Worker.Pruning;

/// <summary>Ranks weights or filters for removal: the one with the smallest key is removed first.</summary>
/// <param name="Criterion">The criterion of the pruning block.</param>
/// <param name="Seed">
/// The stage's seed. Random keys depend on nothing else, so a higher random level removes all that a lower one removes.
/// </param>
public readonly record struct Ranking(Criterion Criterion, int Seed)
{
    /// <param name="magnitude">0 or more; the random criterion ignores it.</param>
    /// <param name="index">Index of the weight or filter in the network.</param>
    public uint Key(float magnitude, int index) =>
        Criterion switch
        {
            // The bit patterns of non-negative floats have the same order as the numbers.
            Criterion.Magnitude => BitConverter.SingleToUInt32Bits(magnitude),
            Criterion.Random => (uint)(CounterRandom.For(Seed, RandomPurpose.RandomPruning).Bits((ulong)index) >> 32),
            _ => throw new ArgumentOutOfRangeException(nameof(magnitude), Criterion, null),
        };
}
