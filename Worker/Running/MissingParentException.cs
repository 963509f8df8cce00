using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Running;

/// <summary>The checkpoint this stage starts from is gone, or no good: the parent has to run again first.</summary>
/// <param name="damage">What was wrong with it, and why it was removed; null when it was not there.</param>
public sealed class MissingParentException(StageId parent, CheckpointException? damage = null)
    : StageException(
        damage is null
            ? $"The checkpoint of parent stage {parent} is not in the checkpoint store."
            : $"The checkpoint of parent stage {parent} is damaged, and was removed: {damage.Message}",
        FailureCause.MissingParent,
        damage
    )
{
    public StageId Parent { get; } = parent;
}
