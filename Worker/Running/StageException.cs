namespace Sweep.Worker.Running;

/// <summary>A stage cannot be executed. <see cref="Retryable"/> is false when another attempt would fail in the same way.</summary>
public class StageException(string message, bool retryable, Exception? inner = null) : Exception(message, inner)
{
    public bool Retryable { get; } = retryable;
}
