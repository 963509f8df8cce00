namespace Sweep.Worker.Data.Selection;

/// <summary>Chosen images of one split, in their original order.</summary>
/// <param name="Indices">Into the source.</param>
/// <param name="Labels">Renumbered.</param>
internal sealed record Selection(IReadOnlyList<int> Indices, int[] Labels);
