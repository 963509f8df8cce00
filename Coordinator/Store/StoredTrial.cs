using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Store;

/// <param name="Trial">Contains the id of the trial's last stage.</param>
/// <param name="Leaf">The number of that stage.</param>
/// <param name="Result">The result of that stage; null when it was never completed.</param>
public readonly record struct StoredTrial(NewTrial Trial, long Leaf, StageResult? Result);
