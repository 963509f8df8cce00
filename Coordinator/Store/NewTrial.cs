using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>A trial of a submitted sweep. The fields are those of <see cref="Contracts.Results.TrialResult"/>.</summary>
public sealed record NewTrial
{
    public required int Index { get; init; }

    public required string Dataset { get; init; }

    public required string Architecture { get; init; }

    public required string Mode { get; init; }

    public required double Sparsity { get; init; }

    public required int Seed { get; init; }

    public IReadOnlyDictionary<string, string> Axes { get; init; } = new Dictionary<string, string>();

    /// <summary>The trial's last stage, whose result is the trial's result.</summary>
    public required StageId StageId { get; init; }
}
