using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>A stage of a submitted sweep.</summary>
/// <param name="Cost">Expected work in any unit that is the same for all of a sweep's stages; weighs progress.</param>
/// <param name="Chain">Largest sum of <paramref name="Cost"/> on a path from here down to a leaf, this stage included.</param>
/// <param name="Uses">How many of the sweep's trials have it on their path from the root, that is, would execute it if none were shared.</param>
public readonly record struct NewStage(StageDefinition Definition, double Cost, double Chain, long Uses = 1);
