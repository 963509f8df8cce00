using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>A stage that could be handed out; see <see cref="NewStage"/> for its chain.</summary>
/// <param name="Parent">Null for a root.</param>
public readonly record struct ReadyStage(StageId StageId, double Chain, StageId? Parent);
