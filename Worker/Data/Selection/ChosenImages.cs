namespace Sweep.Worker.Data.Selection;

/// <summary>The chosen images of one split, in their original order.</summary>
/// <param name="Indices">Their indices in the source.</param>
/// <param name="Labels">Their renumbered labels.</param>
internal sealed record ChosenImages(IReadOnlyList<int> Indices, int[] Labels);
