using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Contracts.Results;

/// <summary>One row of a sweep's results: a point of the grid, its state, and its measurements.</summary>
public sealed record TrialResult
{
    public required string Sweep { get; init; }

    /// <summary>Position in the order of the grid, from 0.</summary>
    public required int Index { get; init; }

    public required string Dataset { get; init; }

    public required string Architecture { get; init; }

    /// <summary><c>from-scratch</c> or <c>fine-tuned</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Requested share of zero weights, 0…1.</summary>
    public required double Sparsity { get; init; }

    public required int Seed { get; init; }

    /// <summary>The values of all further axes, under their names in the spec.</summary>
    public IReadOnlyDictionary<string, string> Axes { get; init; } = new Dictionary<string, string>();

    public required TrialState State { get; init; }

    /// <summary>The trial's last stage, whose result is the trial's result.</summary>
    public required StageId StageId { get; init; }

    /// <summary>The result; null until the trial is completed.</summary>
    public StageResult? Result { get; init; }

    /// <summary>Why the trial failed; null unless it failed.</summary>
    public string? Error { get; init; }

    /// <summary>SHA-256 of the spec's text, in hex.</summary>
    public required string SpecHash { get; init; }
}
