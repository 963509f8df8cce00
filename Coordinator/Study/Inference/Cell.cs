using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Study.Inference;

/// <summary>The networks of one mode at one sparsity, which differ only in their seeds. All were tested on the same images.</summary>
internal sealed class Cell
{
    private readonly Dictionary<int, Tested> _bySeed = [];

    public IEnumerable<int> Seeds => _bySeed.Keys;

    /// <param name="seed">Any number that identifies the seed in all cells.</param>
    /// <param name="top1">In percent.</param>
    /// <param name="outcomes">Null when they are unknown.</param>
    public void Add(int seed, double top1, ImageOutcomes? outcomes) => _bySeed[seed] = new Tested(top1, outcomes);

    public bool Has(int seed) => _bySeed.ContainsKey(seed);

    /// <summary>In percent.</summary>
    public double Top1(int seed) => _bySeed[seed].Top1;

    /// <summary>For each test image, 1 if the most probable class is right and 0 otherwise; null when unknown.</summary>
    public byte[]? Right(int seed) => _bySeed[seed].Right;

    private sealed class Tested(double top1, ImageOutcomes? outcomes)
    {
        private byte[]? _right;

        public double Top1 => top1;

        public byte[]? Right =>
            _right ??= outcomes is null
                ? null
                : [.. Enumerable.Range(0, outcomes.Images).Select(image => outcomes.IsTop1(image) ? (byte)1 : (byte)0)];
    }
}
