using System.Security.Cryptography;
using System.Text;

namespace Sweep.Contracts.Spec;

/// <summary>A spec that was read and is valid; see <see cref="Reading.SpecParser"/>.</summary>
public sealed record SweepSpec
{
    /// <summary>The most characters of a spec.</summary>
    public const int MaxTextLength = 1 << 20;

    /// <summary>The most points of the grid, before <c>exclude</c>.</summary>
    public const int MaxPoints = 10_000_000;

    /// <summary>The most points of a grid with a <see cref="Search"/>, which examines all points after each round.</summary>
    public const int MaxSearched = 1_000_000;

    public const int MaxPriority = 9;
    public const int DefaultPriority = 5;
    public const double DefaultWeight = 1;

    public required string Name { get; init; }

    public SweepAbout About { get; init; } = SweepAbout.None;

    /// <summary>0…<see cref="MaxPriority"/>; stages of sweeps with a higher priority are executed first.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>
    /// Above 0: the relative share of workers among running sweeps of the same priority. A sweep of weight 2 gets twice the share of one of
    /// weight 1.
    /// </summary>
    public double Weight { get; init; } = DefaultWeight;

    /// <summary>The axes in written order; dataset, architecture, mode, sparsity and seed are always present.</summary>
    public required IReadOnlyList<Axis> Axes { get; init; }

    public IReadOnlyList<AxisFilter> Excludes { get; init; } = [];

    public IReadOnlyList<SpecOverride> Overrides { get; init; } = [];

    /// <summary>The start of fine-tuned networks, by architecture.</summary>
    public IReadOnlyDictionary<string, PretrainSource> Pretrain { get; init; } = new Dictionary<string, PretrainSource>();

    /// <summary>The settings of the blocks, before axes and overrides.</summary>
    public required SpecSettings Settings { get; init; }

    /// <summary>Which part of the grid is trained; null when all of it is.</summary>
    public SearchSettings? Search { get; init; }

    /// <summary>The text as it was written.</summary>
    public string Text { get; init; } = "";

    /// <summary>The text that may be stored and shown, without the secret of a webhook.</summary>
    public string KeptText =>
        About.Notify is { Webhook: { } webhook } ? Text.Replace(webhook.Address, webhook.Hidden, StringComparison.Ordinal) : Text;

    /// <summary>SHA-256 of the text's UTF-8, in hex.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}
