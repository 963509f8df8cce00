using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;

namespace Sweep.Cli.Running;

/// <summary>What is known of a stage that a worker is at.</summary>
/// <param name="Slot">From 1: which of the stages that run at once it is. Zero before its worker has begun.</param>
/// <param name="Cost">See <see cref="Coordinator.Store.NewStage"/>.</param>
/// <param name="Accuracy">Newest top-1 on the test set in percent; null before the first evaluation.</param>
public sealed record RunningStage(
    StageDefinition Definition,
    string WorkerId,
    int Slot,
    double Cost,
    StageProgressed Progress,
    double? Accuracy
)
{
    /// <summary>For people; see <see cref="StageName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>See <see cref="RunStage.IsAgain"/>.</summary>
    public bool IsAgain { get; init; }

    /// <summary>What to say of its end besides what it measured; empty when there is nothing.</summary>
    public string Note => IsAgain ? "; made anew for its checkpoint, its first result stays" : "";
}
