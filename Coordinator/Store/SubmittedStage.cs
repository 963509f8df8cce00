using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>A stage of a submitted sweep; see <see cref="NewStage"/>.</summary>
public readonly record struct SubmittedStage
{
    public required StageId Id { get; init; }

    /// <summary>The index of its parent among the sweep's stages; −1 for a root.</summary>
    public required int Parent { get; init; }

    /// <summary>The definition without id, parent, sparsity and seed. Stages with equal settings share one object where possible.</summary>
    public required StageDefinition Shared { get; init; }

    public required double Sparsity { get; init; }

    public required int Seed { get; init; }

    public required double Cost { get; init; }

    public required double Chain { get; init; }

    public required int Uses { get; init; }

    /// <summary>How many of the sweep's trials end in this stage.</summary>
    public required int Trials { get; init; }
}
