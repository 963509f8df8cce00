namespace Sweep.Coordinator.Store;

/// <summary>
/// The stored part of a stage's state. The rest follows from its ancestors: an open stage is ready if it has no parent or a completed one,
/// blocked if its parent is parked or blocked, and waiting otherwise. The numbers are stored: never renumber.
/// </summary>
public enum StageCondition
{
    /// <summary>No worker holds it.</summary>
    Open = 0,

    /// <summary>Sent to a worker that has not reported its start yet.</summary>
    Queued = 1,

    /// <summary>A worker has started it.</summary>
    Running = 2,

    /// <summary>It has completed.</summary>
    Completed = 3,

    /// <summary>It has no attempts left, or no further attempt can help.</summary>
    Parked = 4,
}
