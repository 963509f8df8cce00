using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Search;

/// <summary>A chosen trial as a search sees it.</summary>
/// <param name="IsSettled">It has its result, or will have none.</param>
/// <param name="Top1">Percent; null without a result.</param>
/// <param name="IsAtChance">Its network does no better than guessing.</param>
/// <param name="Outcomes">Null when they are not known.</param>
internal sealed record SearchedTrial(bool IsSettled, double? Top1, bool IsAtChance, ImageOutcomes? Outcomes)
{
    public static SearchedTrial Open { get; } = new(false, null, false, null);
}
