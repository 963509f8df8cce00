namespace Sweep.Coordinator.Planning;

/// <summary>One point of the grid.</summary>
public sealed record Trial
{
    /// <summary>The position in the order of the grid, from 0, without excluded points.</summary>
    public required int Index { get; init; }

    /// <summary>The position in the <see cref="StageTree"/> of the stage whose result is the trial's.</summary>
    public required int LeafStage { get; init; }

    public required string Dataset { get; init; }

    public required string Architecture { get; init; }

    /// <summary><c>from-scratch</c> or <c>fine-tuned</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The requested share of zero weights, from 0 to 1.</summary>
    public required double Sparsity { get; init; }

    public required int Seed { get; init; }

    /// <summary>The further axes of the grid, by their names in the spec, with values in canonical form.</summary>
    public required IReadOnlyDictionary<string, string> Axes { get; init; }
}
