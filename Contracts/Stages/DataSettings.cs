namespace Sweep.Contracts.Stages;

/// <summary>The images that a stage uses, the spec's <c>data</c> block.</summary>
public sealed record DataSettings
{
    /// <summary>How many digits of a fingerprint are shown to people.</summary>
    private const int Shown = 12;

    /// <summary>A name of the data-set catalogue: mnist, fashion-mnist, cifar10, cifar100, svhn, caltech101.</summary>
    public required string Dataset { get; init; }

    /// <summary>Side of the network's square input images, in pixels.</summary>
    public int Image { get; init; } = 32;

    /// <summary>How many training images are kept, stratified by class; null means all. The test set is never reduced.</summary>
    public int? Samples { get; init; }

    /// <summary>The labels that are kept in both splits, and renumbered 0…n−1 in this order; null means all.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>Training images per class for data sets without a split of their own (caltech101); the others are for testing.</summary>
    public int TrainPerClass { get; init; } = 30;

    /// <summary>Seed of the choices that are the same for all trials: the split and the stratified part.</summary>
    public int SplitSeed { get; init; }

    /// <summary>
    /// SHA-256, shortened to 32 hex digits, of the images and labels that these settings choose; null until a worker has reported it. The
    /// stage's identity does not depend on it: for each choice of images a store accepts only the content that was reported first.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>An error in one line: the images on this machine are not the expected ones.</summary>
    public string DescribeOther(string found, string expected) =>
        $"Other data: {Describe()} has the fingerprint {Shorten(found)} here, where {Shorten(expected)} was used before. Results over both would not be of one study.";

    /// <summary>A fingerprint as it is shown to people.</summary>
    public static string Shorten(string fingerprint) => fingerprint.Length > Shown ? fingerprint[..Shown] : fingerprint;

    private string Describe()
    {
        string?[] parts = [Classes is null ? null : $"classes {string.Join(", ", Classes)}", Samples is null ? null : $"{Samples} samples"];
        var cut = string.Join("; ", parts.OfType<string>());
        return cut.Length == 0 ? Dataset : $"{Dataset} ({cut})";
    }

    /// <summary>Only the settings that decide which images are chosen, which do not include their size.</summary>
    public DataSettings Choice() => this with { Image = 32, Fingerprint = null };
}
