namespace Sweep.Contracts.Stages;

/// <summary>Which images a stage sees, the spec's <c>data</c> block.</summary>
public sealed record DataSettings
{
    /// <summary>A name of the data-set catalogue: mnist, fashion-mnist, cifar10, cifar100, svhn, caltech101.</summary>
    public required string Dataset { get; init; }

    /// <summary>Side of the square images the network is given, in pixels.</summary>
    public int Image { get; init; } = 32;

    /// <summary>How many training images are kept, stratified by class; null means all. The test set is never cut.</summary>
    public int? Samples { get; init; }

    /// <summary>Labels that are kept, in both splits, and renumbered 0…n−1 in this order; null means all.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>Training images a class for data sets that come without a split (caltech101); the others are for testing.</summary>
    public int TrainPerClass { get; init; } = 30;

    /// <summary>Seed of what is drawn once for all trials: the split and the stratified part.</summary>
    public int SplitSeed { get; init; }
}
