using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Spec;

/// <summary>All settings of a spec for one trial. <see cref="Default"/> names no data set and no architecture.</summary>
public sealed record SpecSettings
{
    public static SpecSettings Default { get; } = new();

    public DataSettings Data { get; init; } = new() { Dataset = "" };

    public ModelSettings Model { get; init; } = new() { Architecture = "" };

    public TrainingSettings Training { get; init; } = new();

    public PruningSettings Pruning { get; init; } = new();

    public TrialMode Mode { get; init; } = TrialMode.FromScratch;

    /// <summary>Requested share of zero weights, 0…1.</summary>
    public double Sparsity { get; init; }

    public int Seed { get; init; } = 1;

    public SweepLimits Limits { get; init; } = new();

    public ReportSettings Report { get; init; } = new();
}
