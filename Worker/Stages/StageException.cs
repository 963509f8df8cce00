using Sweep.Contracts.Messages;

namespace Sweep.Worker.Stages;

/// <summary>A stage cannot be executed.</summary>
public class StageException(string message, FailureCause cause, Exception? inner = null) : Exception(message, inner)
{
    public FailureCause Cause { get; } = cause;
}
