using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Store;

/// <param name="Trial">With the id of the stage that it ends in.</param>
/// <param name="Leaf">That stage's number.</param>
/// <param name="Result">That stage's; null when it was never completed.</param>
public readonly record struct StoredTrial(NewTrial Trial, long Leaf, StageResult? Result);
