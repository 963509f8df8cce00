using Sweep.Coordinator.Study.Inference;

namespace Sweep.Coordinator.Study;

/// <summary>One line of the study's figure: fine-tuned beside from-scratch.</summary>
/// <param name="Axes">The further axes' values.</param>
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
    /// <summary>How much further the fine-tuned network can be pruned, by the break points between the levels; null unless both sides have one.</summary>
    public Gain? GainEstimate { get; init; }

    public Verdict Verdict => GainEstimate?.Verdict ?? Verdict.NoAnswer;

    /// <summary>The comparison in a sentence.</summary>
    public string Answer => StudyAnswer.Of(this);

    /// <summary>By sparsity, of the levels that both modes have.</summary>
    public IReadOnlyList<LevelDifference> Differences { get; init; } = [];

    /// <summary>The same between levels of the grid, −1…1; null unless both sides have a figure.</summary>
    public double? Gain => GainBound == BestSparsityBound.NotAvailable ? null : FineTuned!.Sparsity - FromScratch!.Sparsity;

    /// <summary>A side that is a lower bound makes the gain one too, or an upper one; two of them leave nothing to say.</summary>
    public BestSparsityBound GainBound =>
        (FineTuned?.Bound, FromScratch?.Bound) switch
        {
            (BestSparsityBound.Exact, BestSparsityBound.Exact) => BestSparsityBound.Exact,
            (BestSparsityBound.AtLeast, BestSparsityBound.Exact) => BestSparsityBound.AtLeast,
            (BestSparsityBound.Exact, BestSparsityBound.AtLeast) => BestSparsityBound.AtMost,
            _ => BestSparsityBound.NotAvailable,
        };
}
