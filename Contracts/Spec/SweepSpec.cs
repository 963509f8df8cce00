using System.Security.Cryptography;
using System.Text;

namespace Sweep.Contracts.Spec;

/// <summary>A spec that was read and found sound; see <see cref="Reading.SpecParser"/>.</summary>
public sealed record SweepSpec
{
    public const int MaxTextLength = 1 << 20;

    /// <summary>Points of the grid before <c>exclude</c>.</summary>
    public const int MaxPoints = 10_000_000;

    /// <summary>The same of a grid with a <see cref="Search"/>, which looks at all of it after each round.</summary>
    public const int MaxSearched = 1_000_000;

    public const int MaxPriority = 9;
    public const int DefaultPriority = 5;
    public const double DefaultWeight = 1;

    public required string Name { get; init; }

    public SweepAbout About { get; init; } = SweepAbout.None;

    /// <summary>0…<see cref="MaxPriority"/>; stages of sweeps with a higher one go first.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>Above 0: share of the workers among running sweeps of the same priority. One of weight 2 gets twice what one of 1 gets.</summary>
    public double Weight { get; init; } = DefaultWeight;

    /// <summary>In written order; dataset, architecture, mode, sparsity and seed are always there.</summary>
    public required IReadOnlyList<Axis> Axes { get; init; }

    public IReadOnlyList<AxisFilter> Excludes { get; init; } = [];

    public IReadOnlyList<SpecOverride> Overrides { get; init; } = [];

    /// <summary>By architecture.</summary>
    public IReadOnlyDictionary<string, PretrainSource> Pretrain { get; init; } = new Dictionary<string, PretrainSource>();

    /// <summary>Of the blocks, before axes and overrides.</summary>
    public required SpecSettings Settings { get; init; }

    /// <summary>What of the grid is trained only as far as its answer needs it; null when all of it is.</summary>
    public SearchSettings? Search { get; init; }

    /// <summary>As it was written.</summary>
    public string Text { get; init; } = "";

    /// <summary>The text as it may be kept and shown: without the secret of a webhook.</summary>
    public string KeptText =>
        About.Notify is { Webhook: { } webhook } ? Text.Replace(webhook.Address, webhook.Hidden, StringComparison.Ordinal) : Text;

    /// <summary>SHA-256 of the text's UTF-8, in hex.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}
