using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>A stage of a submitted sweep.</summary>
/// <param name="Cost">The expected work, used to weigh progress. The unit is free but must be the same for all stages of a sweep;
/// submission uses seconds at the default throughput.</param>
/// <param name="Chain">The largest sum of <paramref name="Cost"/> on a path from this stage down to a leaf, including both.</param>
/// <param name="Uses">The number of the sweep's trials whose path contains the stage; without sharing, each of them would execute
/// it.</param>
public readonly record struct NewStage(StageDefinition Definition, double Cost, double Chain, long Uses = 1);
