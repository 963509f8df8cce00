namespace Sweep.Worker.Randomness;

/// <summary>
/// Computes random numbers from a key and an index. There is no state to save or to share between threads, and any number can be drawn
/// again. The generator is SplitMix64 (Steele, Lea and Flood 2014); the key chooses where in its cycle of 2⁶⁴ it starts. Never use
/// libtorch's global generator instead: several workers share the process, and its state differs by device.
/// </summary>
/// <param name="seed">The trial's seed.</param>
/// <param name="stream">Separates the uses of one seed; see <see cref="For"/>.</param>
public readonly struct CounterRandom(ulong seed, ulong stream)
{
    /// <summary>2⁶⁴ over the golden ratio, SplitMix64's step.</summary>
    private const ulong Step = 0x9E3779B97F4A7C15;

    private readonly ulong _key = Finalise(Finalise(seed + Step) + stream);

    /// <summary>The stream for one purpose in one epoch (zero where there are no epochs).</summary>
    public static CounterRandom For(int seed, RandomPurpose purpose, int epoch = 0) =>
        new((ulong)seed, ((ulong)purpose << 32) | (uint)epoch);

    /// <summary>64 uniformly distributed bits.</summary>
    public ulong Bits(ulong index) => Finalise(_key + ((index + 1) * Step));

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double Uniform(ulong index) => (Bits(index) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Normal with mean 0 and variance 1, by the Box–Muller transform of the bits at 2·index and 2·index + 1.</summary>
    public double Normal(ulong index)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform(2 * index)));
        return radius * Math.Cos(2 * Math.PI * Uniform((2 * index) + 1));
    }

    /// <summary>Uniform in 0…n−1, with a bias below n/2⁶⁴.</summary>
    public int Below(ulong index, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        return (int)Math.BigMul(Bits(index), (ulong)n, out _);
    }

    /// <summary>The numbers 0…n−1 in random order (Fisher–Yates shuffle), drawn from the bits at 0…n−1.</summary>
    public int[] Permutation(int n)
    {
        var order = new int[n];
        for (var i = 0; i < n; i++)
        {
            var j = Below((ulong)i, i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }

    /// <summary>SplitMix64's output function, a bijection: Stafford's thirteenth variant of MurmurHash3's finaliser.</summary>
    public static ulong Finalise(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
