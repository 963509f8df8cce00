namespace Sweep.Worker.Messaging;

/// <summary>How a drained worker ended.</summary>
/// <param name="IsFaulty">
/// True when it drained itself because something is wrong with it. A supervisor should examine it or start another.
/// </param>
public sealed record WorkerEnd(string Reason, bool IsFaulty)
{
    /// <summary>True when its GPU failed. A new process may be able to use it again, and finds out when it examines the machine.</summary>
    public bool IsDeviceLost { get; init; }
}
