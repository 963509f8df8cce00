using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;

namespace Sweep.Cli.Running;

/// <summary>What is known of a stage that a worker is at.</summary>
/// <param name="Slot">From 1: which of the stages that run at once it is. Zero before its worker has begun.</param>
/// <param name="Cost">See <see cref="Coordinator.Store.NewStage"/>.</param>
/// <param name="Accuracy">Newest top-1 on the test set in percent; null before the first evaluation.</param>
public sealed record RunningStage(StageDefinition Definition, string WorkerId, int Slot, double Cost, StageProgressed Progress, double? Accuracy);
