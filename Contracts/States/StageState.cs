namespace Sweep.Contracts.States;

/// <summary>
/// Where a stage stands. Waiting → Ready → Queued → Running → Completed; an attempt that ends otherwise goes back to Ready,
/// to Waiting (its parent's checkpoint is gone) or to Failed. The numbers are stored: never renumber.
/// </summary>
public enum StageState
{
    /// <summary>Its parent is not completed.</summary>
    Waiting = 0,

    /// <summary>Could be handed out now, or after its back-off.</summary>
    Ready = 1,

    /// <summary>Sent to a worker as a numbered attempt; it has not reported yet.</summary>
    Queued = 2,

    /// <summary>A worker has said that it has begun.</summary>
    Running = 3,

    /// <summary>Its result is stored.</summary>
    Completed = 4,

    /// <summary>Parked: its attempts are used up, or no further attempt can help.</summary>
    Failed = 5,

    /// <summary>A stage above it is parked.</summary>
    Blocked = 6,
}
