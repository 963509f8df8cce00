namespace Sweep.Contracts.Results;

/// <summary>What a finished stage reports about its network, measured on the whole test set.</summary>
public sealed record StageResult
{
    /// <summary>Percent of the test images whose most probable class is right.</summary>
    public required double Top1 { get; init; }

    /// <summary>Percent whose class is among the five most probable (all of them when there are fewer classes).</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean cross-entropy, without label smoothing.</summary>
    public required double Loss { get; init; }

    /// <summary>Top-1 in percent for each class, in the order of its renumbered label.</summary>
    public IReadOnlyList<double> PerClass { get; init; } = [];

    /// <summary>Of each test image; null when the worker did not say. Read from a store it is null: outcomes are kept apart, as they are long.</summary>
    public ImageOutcomes? Outcomes { get; init; }

    /// <summary>Parameters of the dense network.</summary>
    public required long Parameters { get; init; }

    public required long ParametersNonzero { get; init; }

    /// <summary>Multiply-accumulates of the dense network for one image.</summary>
    public required long Flops { get; init; }

    /// <summary>Multiply-accumulates with a nonzero weight, for one image.</summary>
    public required long FlopsEffective { get; init; }

    /// <summary>Bytes of the network's parameters and norm statistics as fp32, removed filters left out.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Share of the prunable weights (of convolutions and linear layers) that are zero, 0…1.</summary>
    public required double Sparsity { get; init; }

    public required int Epochs { get; init; }

    /// <summary>Wall-clock of the stage, all its attempts' training and evaluation together.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Training images a second; zero when nothing was trained.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary><c>cpu</c> with its threads, or the GPU's name.</summary>
    public required string Device { get; init; }

    /// <summary>Versions that decide the numbers: <c>sweep</c>, <c>commit</c>, <c>torch</c>, <c>dotnet</c>.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>See <see cref="Stages.DataSettings.Fingerprint"/>; null when the worker did not say, or nothing was trained.</summary>
    public string? Data { get; init; }

    /// <summary>What a reader of the numbers must know, such as a layer with no weight left.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// True of a network that does no better than guessing: over the classes, its accuracy is not a tenth above that of naming any. What such
    /// a one keeps of its accuracy means nothing.
    /// </summary>
    public bool IsAtChance => PerClass.Count > 1 && PerClass.Average() <= 1.1 * 100 / PerClass.Count;

    /// <summary>Total over nonzero parameters (Blalock et al. 2020).</summary>
    public double Compression => (double)Parameters / Math.Max(1, ParametersNonzero);

    /// <summary>Total over nonzero multiply-accumulates: a theoretical bound, not a measured time (Blalock et al. 2020).</summary>
    public double Speedup => (double)Flops / Math.Max(1, FlopsEffective);
}
