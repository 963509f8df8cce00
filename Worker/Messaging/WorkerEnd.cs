namespace Sweep.Worker.Messaging;

/// <summary>How a drained worker ended.</summary>
/// <param name="IsFaulty">It drained itself because something is wrong with it; a supervisor should look, or start another.</param>
public sealed record WorkerEnd(string Reason, bool IsFaulty)
{
    /// <summary>Its GPU failed: a new process may use it again, and finds out when it examines it.</summary>
    public bool IsDeviceLost { get; init; }
}
