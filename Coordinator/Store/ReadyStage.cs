using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>A stage that could be handed out; see <see cref="NewStage"/> for its chain.</summary>
/// <param name="Parent">Null for a root.</param>
/// <param name="Data">Number of the choice of images that it makes.</param>
/// <param name="Weights">Number of the weights that it starts from; zero for none.</param>
public readonly record struct ReadyStage(StageId StageId, double Chain, StageId? Parent, int Data = 0, int Weights = 0)
{
    public bool NeedsAnyOf(IReadOnlySet<int> lacking) => lacking.Contains(Data) || (Weights != 0 && lacking.Contains(Weights));
}
