using Sweep.Contracts.Spec.Identity;

namespace Sweep.Contracts.Stages;

/// <summary>
/// Everything that a worker needs to execute a stage, and everything on which its identity depends. It is immutable, made by planning and
/// sent in <see cref="Messages.RunStage"/>.
/// </summary>
public sealed record StageDefinition
{
    /// <summary>Hash of all the other fields; see <see cref="StageIdentity"/>.</summary>
    public StageId Id { get; init; }

    public required StageKind Kind { get; init; }

    /// <summary>The stage from whose checkpoint this one starts; null for a root.</summary>
    public StageId? Parent { get; init; }

    /// <summary>The published weights from which a root starts; null means random weights, or the parent's.</summary>
    public WeightsSource? Weights { get; init; }

    public required DataSettings Data { get; init; }

    public required ModelSettings Model { get; init; }

    /// <summary>
    /// How the stage trains. For a prune stage, <see cref="TrainingSettings.Epochs"/> and <see cref="TrainingSettings.Lr"/> are already
    /// those of the pruning block.
    /// </summary>
    public required TrainingSettings Training { get; init; }

    /// <summary>Null unless <see cref="Kind"/> is <see cref="StageKind.Prune"/>.</summary>
    public PruningSettings? Pruning { get; init; }

    /// <summary>Share of the prunable weights that is zero at the end, 0…1; zero for all stages but prune stages.</summary>
    public double Sparsity { get; init; }

    /// <summary>Seed of initial weights, data order, augmentation and random pruning.</summary>
    public int Seed { get; init; }
}
