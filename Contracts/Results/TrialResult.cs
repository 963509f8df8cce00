using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Contracts.Results;

/// <summary>One row of a sweep's results: the point of the grid, its state, and what was measured there.</summary>
public sealed record TrialResult
{
    public required string Sweep { get; init; }

    /// <summary>Position in the grid's order, from 0.</summary>
    public required int Index { get; init; }

    public required string Dataset { get; init; }

    public required string Architecture { get; init; }

    /// <summary><c>from-scratch</c> or <c>fine-tuned</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Asked share of zero weights, 0…1.</summary>
    public required double Sparsity { get; init; }

    public required int Seed { get; init; }

    /// <summary>Every further axis of the grid, by its name in the spec, as written.</summary>
    public IReadOnlyDictionary<string, string> Axes { get; init; } = new Dictionary<string, string>();

    public required TrialState State { get; init; }

    /// <summary>The leaf stage, whose result is the trial's.</summary>
    public required StageId StageId { get; init; }

    /// <summary>Null until the trial is completed.</summary>
    public StageResult? Result { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public string? Error { get; init; }

    /// <summary>SHA-256 of the spec's text, in hex.</summary>
    public required string SpecHash { get; init; }
}
