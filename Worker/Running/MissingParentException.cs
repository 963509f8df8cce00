using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Running;

/// <summary>The checkpoint this stage starts from is gone: the parent has to run again first.</summary>
public sealed class MissingParentException(StageId parent)
    : StageException($"The checkpoint of parent stage {parent} is not in the checkpoint store.", FailureCause.MissingParent)
{
    public StageId Parent { get; } = parent;
}
