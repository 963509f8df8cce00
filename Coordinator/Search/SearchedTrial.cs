using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Search;

/// <summary>The state of a chosen trial, as the search needs it.</summary>
/// <param name="IsSettled">Whether it has a result or will never have one.</param>
/// <param name="Top1">In percent; null without a result.</param>
/// <param name="IsAtChance">Whether its network does no better than guessing.</param>
/// <param name="Outcomes">Per-image outcomes; null when they are unknown.</param>
internal sealed record SearchedTrial(bool IsSettled, double? Top1, bool IsAtChance, ImageOutcomes? Outcomes)
{
    public static SearchedTrial Open { get; } = new(false, null, false, null);
}
