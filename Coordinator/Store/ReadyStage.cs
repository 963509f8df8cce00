using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>A stage that can be handed out; see <see cref="NewStage"/> for its chain.</summary>
/// <param name="Parent">Null for a root.</param>
/// <param name="Data">The number of its choice of images.</param>
/// <param name="Weights">The number of its initial weights; zero for none.</param>
public readonly record struct ReadyStage(StageId StageId, double Chain, StageId? Parent, int Data = 0, int Weights = 0)
{
    public bool NeedsAnyOf(IReadOnlySet<int> lacking) => lacking.Contains(Data) || (Weights != 0 && lacking.Contains(Weights));
}
