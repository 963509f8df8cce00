namespace Sweep.Contracts.Stages;

/// <summary>Which images a stage sees, the spec's <c>data</c> block.</summary>
public sealed record DataSettings
{
    /// <summary>Digits of a fingerprint that people are shown.</summary>
    private const int Shown = 12;

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

    /// <summary>
    /// SHA-256, shortened to 32 hex digits, of the images and labels that these settings choose, where that is known; null where no
    /// worker has told yet. The stage's identity does not depend on it: a store has one content for the same choice of images, the first.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>In one line for people: the images there are not those that were to be.</summary>
    public string DescribeOther(string found, string expected) =>
        $"Other data: {Describe()} has the fingerprint {Shorten(found)} here, where {Shorten(expected)} was used before. Results over both would not be of one study.";

    /// <summary>As people are shown it.</summary>
    public static string Shorten(string fingerprint) => fingerprint.Length > Shown ? fingerprint[..Shown] : fingerprint;

    private string Describe()
    {
        string?[] parts = [Classes is null ? null : $"classes {string.Join(", ", Classes)}", Samples is null ? null : $"{Samples} samples"];
        var cut = string.Join("; ", parts.OfType<string>());
        return cut.Length == 0 ? Dataset : $"{Dataset} ({cut})";
    }

    /// <summary>What decides which images are chosen: the same for every size that they are brought to.</summary>
    public DataSettings Choice() => this with { Image = 32, Fingerprint = null };
}
