namespace Sweep.Contracts.Stages;

/// <summary>
/// Everything a worker needs to execute a stage, and all that its identity depends on. Immutable; made by planning,
/// carried by <see cref="Messages.RunStage"/>.
/// </summary>
public sealed record StageDefinition
{
    /// <summary>Hash of all the other fields; see <see cref="StageIdentity"/>.</summary>
    public StageId Id { get; init; }

    public required StageKind Kind { get; init; }

    /// <summary>The stage whose checkpoint this one starts from; null for a root.</summary>
    public StageId? Parent { get; init; }

    /// <summary>Weights a root starts from; null means random ones, or the parent's.</summary>
    public WeightsSource? Weights { get; init; }

    public required DataSettings Data { get; init; }

    public required ModelSettings Model { get; init; }

    /// <summary>For a prune stage, how it trains after removal: <see cref="TrainingSettings.Epochs"/> and <see cref="TrainingSettings.Lr"/> already are the pruning block's.</summary>
    public required TrainingSettings Training { get; init; }

    /// <summary>Null unless <see cref="Kind"/> is <see cref="StageKind.Prune"/>.</summary>
    public PruningSettings? Pruning { get; init; }

    /// <summary>Share of the prunable weights that are zero at the end, 0…1; zero unless a prune stage.</summary>
    public double Sparsity { get; init; }

    /// <summary>Seed of initial weights, data order, augmentation and random pruning.</summary>
    public int Seed { get; init; }
}
