using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Running;

/// <summary>
/// The resume checkpoint of an earlier attempt is damaged or of another release. It was deleted, and the stage begins anew.
/// </summary>
internal sealed class UnusableResumeException(Exception inner)
    : StageException($"The stage could not go on where it was: {inner.Message}", FailureCause.Unknown, inner);
