namespace Sweep.Contracts.Results;

/// <summary>What a finished stage reports about its network, measured on the whole test set.</summary>
public sealed record StageResult
{
    /// <summary>Percent of the test images whose most probable class is right.</summary>
    public required double Top1 { get; init; }

    /// <summary>Percent of the test images whose class is among the five most probable (all images when there are fewer classes).</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean cross-entropy on the test set, without label smoothing.</summary>
    public required double Loss { get; init; }

    /// <summary>Top-1 in percent for each class, in the order of its renumbered label.</summary>
    public IReadOnlyList<double> PerClass { get; init; } = [];

    /// <summary>
    /// The outcome of each test image; null when the worker did not send them. It is also null when read from a store, which keeps the long
    /// outcomes apart.
    /// </summary>
    public ImageOutcomes? Outcomes { get; init; }

    /// <summary>Parameters of the dense network.</summary>
    public required long Parameters { get; init; }

    /// <summary>Parameters that are not removed.</summary>
    public required long ParametersNonzero { get; init; }

    /// <summary>Multiply-accumulates of the dense network for one image.</summary>
    public required long Flops { get; init; }

    /// <summary>Multiply-accumulates with a nonzero weight, for one image.</summary>
    public required long FlopsEffective { get; init; }

    /// <summary>Bytes of the network's parameters and norm statistics as fp32, without removed filters.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Share of the prunable weights (of convolutions and linear layers) that are zero, 0…1.</summary>
    public required double Sparsity { get; init; }

    /// <summary>Epochs that the stage trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Wall-clock time of the stage: training and evaluation of all its attempts together.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Training images per second; zero when nothing was trained.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary><c>cpu</c> with its threads, or the GPU's name.</summary>
    public required string Device { get; init; }

    /// <summary>Versions that influence the numbers: <c>sweep</c>, <c>commit</c>, <c>torch</c>, <c>dotnet</c>.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>See <see cref="Stages.DataSettings.Fingerprint"/>; null when the worker did not send it, or nothing was trained.</summary>
    public string? Data { get; init; }

    /// <summary>Warnings for readers of the numbers, for example about a layer with no weight left.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// True for a network that does no better than guessing: its mean accuracy over the classes is at most a tenth above chance. How much
    /// accuracy such a network retains means nothing.
    /// </summary>
    public bool IsAtChance => PerClass.Count > 1 && PerClass.Average() <= 1.1 * 100 / PerClass.Count;

    /// <summary>All parameters divided by the nonzero ones (Blalock et al. 2020).</summary>
    public double Compression => (double)Parameters / Math.Max(1, ParametersNonzero);

    /// <summary>
    /// All multiply-accumulates divided by those with a nonzero weight: a theoretical bound, not a measured time (Blalock et al. 2020).
    /// </summary>
    public double Speedup => (double)Flops / Math.Max(1, FlopsEffective);
}
