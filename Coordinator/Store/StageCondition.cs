namespace Sweep.Coordinator.Store;

/// <summary>
/// What is stored of a stage's state. The rest follows from the stages above it: an open stage is ready below a completed one or
/// without a parent, blocked below one that is parked or blocked, and waiting otherwise. The numbers are stored: never renumber.
/// </summary>
public enum StageCondition
{
    /// <summary>Nobody has it.</summary>
    Open = 0,

    /// <summary>Sent to a worker that has not said yet that it began.</summary>
    Queued = 1,

    /// <summary>A worker has begun it.</summary>
    Running = 2,

    /// <summary>Its result counts.</summary>
    Completed = 3,

    /// <summary>Its attempts are used up, or no further attempt can help.</summary>
    Parked = 4,
}
