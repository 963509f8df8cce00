using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>A stage that could be handed out; see <see cref="NewStage"/> for its chain.</summary>
/// <param name="Parent">Null for a root.</param>
/// <param name="Data">Number of the choice of images that it makes.</param>
public readonly record struct ReadyStage(StageId StageId, double Chain, StageId? Parent, int Data = 0);
