using Sweep.Coordinator.Study.Inference;

namespace Sweep.Coordinator.Study;

/// <summary>One line of the study's figure: fine-tuned networks compared with from-scratch ones.</summary>
/// <param name="Axes">The values of the further axes.</param>
/// <param name="FineTuned">Null when the grid has no such trial.</param>
/// <param name="FromScratch">Null when the grid has no such trial.</param>
public sealed record StudyRow(
    string Dataset,
    string Architecture,
    IReadOnlyDictionary<string, string> Axes,
    BestSparsity? FineTuned,
    BestSparsity? FromScratch
)
{
    /// <summary>
    /// How much further the fine-tuned network can be pruned, by the break points between levels; null unless both sides have one.
    /// </summary>
    public Gain? GainEstimate { get; init; }

    public Verdict Verdict => GainEstimate?.Verdict ?? Verdict.NoAnswer;

    /// <summary>The comparison in one sentence.</summary>
    public string Answer => StudyAnswer.Of(this);

    /// <summary>The levels that both modes have, by sparsity.</summary>
    public IReadOnlyList<LevelDifference> Differences { get; init; } = [];

    /// <summary>The difference between levels of the grid, from −1 to 1; null unless both sides have a figure.</summary>
    public double? Gain => GainBound == BestSparsityBound.NotAvailable ? null : FineTuned!.Sparsity - FromScratch!.Sparsity;

    /// <summary>If one side is a lower bound, the gain is a lower or an upper bound; if both are, there is no gain.</summary>
    public BestSparsityBound GainBound =>
        (FineTuned?.Bound, FromScratch?.Bound) switch
        {
            (BestSparsityBound.Exact, BestSparsityBound.Exact) => BestSparsityBound.Exact,
            (BestSparsityBound.AtLeast, BestSparsityBound.Exact) => BestSparsityBound.AtLeast,
            (BestSparsityBound.Exact, BestSparsityBound.AtLeast) => BestSparsityBound.AtMost,
            _ => BestSparsityBound.NotAvailable,
        };
}
