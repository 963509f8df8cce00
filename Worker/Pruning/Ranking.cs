using Sweep.Contracts.Stages;
using Sweep.Worker.Randomness;

namespace Sweep.Worker.Pruning;

/// <summary>Orders what could be removed: the smallest key goes first.</summary>
/// <param name="Criterion">Of the pruning block.</param>
/// <param name="Seed">Of the stage. Random keys depend on nothing else, so what a random level removes the next one removes too.</param>
public readonly record struct Ranking(Criterion Criterion, int Seed)
{
    /// <param name="magnitude">0 or more; not looked at by the random criterion.</param>
    /// <param name="index">Of the weight or filter in the network.</param>
    public uint Key(float magnitude, int index) =>
        Criterion switch
        {
            // The bits of non-negative floats are in the order of the numbers.
            Criterion.Magnitude => BitConverter.SingleToUInt32Bits(magnitude),
            Criterion.Random => (uint)(CounterRandom.For(Seed, RandomPurpose.RandomPruning).Bits((ulong)index) >> 32),
            _ => throw new ArgumentOutOfRangeException(nameof(magnitude), Criterion, null),
        };
}
