namespace Sweep.Client.Errors;

/// <summary>The coordinator cannot be reached, or cannot answer; the message is one line and says what would help. Exit code 70.</summary>
public sealed class ServerException(string message, Exception inner) : Exception(message, inner)
{
    /// <summary>Whether the same call may succeed later.</summary>
    public bool MayPass { get; init; } = true;
}
