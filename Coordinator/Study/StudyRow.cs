namespace Sweep.Coordinator.Study;

/// <summary>One line of the study's figure: fine-tuned beside from-scratch.</summary>
/// <param name="Axes">The further axes' values.</param>
/// <param name="FineTuned">Null when the grid has no such trial.</param>
/// <param name="FromScratch">Null when the grid has no such trial.</param>
public sealed record StudyRow(
    string Dataset, string Architecture, IReadOnlyDictionary<string, string> Axes, BestSparsity? FineTuned, BestSparsity? FromScratch)
{
    /// <summary>How much further the fine-tuned network can be pruned, −1…1; null unless both sides have a figure.</summary>
    public double? Gain => GainBound == BestSparsityBound.NotAvailable ? null : FineTuned!.Sparsity - FromScratch!.Sparsity;

    /// <summary>A side that is a lower bound makes the gain one too, or an upper one; two of them leave nothing to say.</summary>
    public BestSparsityBound GainBound => (FineTuned?.Bound, FromScratch?.Bound) switch
    {
        (BestSparsityBound.Exact, BestSparsityBound.Exact) => BestSparsityBound.Exact,
        (BestSparsityBound.AtLeast, BestSparsityBound.Exact) => BestSparsityBound.AtLeast,
        (BestSparsityBound.Exact, BestSparsityBound.AtLeast) => BestSparsityBound.AtMost,
        _ => BestSparsityBound.NotAvailable,
    };
}
