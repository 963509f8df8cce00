namespace Sweep.Coordinator.Planning;

/// <summary>One point of the grid.</summary>
public sealed record Trial
{
    /// <summary>Position in the grid's order, excluded points left out, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The stage whose result is the trial's, as a position in the <see cref="StageTree"/>.</summary>
    public required int LeafStage { get; init; }

    public required string Dataset { get; init; }

    public required string Architecture { get; init; }

    /// <summary><c>from-scratch</c> or <c>fine-tuned</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Asked share of zero weights, 0…1.</summary>
    public required double Sparsity { get; init; }

    public required int Seed { get; init; }

    /// <summary>Every further axis of the grid, by its name in the spec, in canonical form.</summary>
    public required IReadOnlyDictionary<string, string> Axes { get; init; }
}
