using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Running;

/// <summary>The checkpoint from which this stage starts is missing or damaged, so the parent must run again first.</summary>
/// <param name="damage">Why the checkpoint was unusable and therefore removed; null when it was missing.</param>
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
