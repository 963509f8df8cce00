namespace Sweep.Coordinator.Ledger;

/// <summary>What came of a submission.</summary>
public enum SubmitOutcome
{
    Submitted,

    /// <summary>There is a sweep of this name and spec; nothing was changed.</summary>
    IsThere,

    /// <summary>There is a sweep of this name with another spec; nothing was changed.</summary>
    NameIsTaken,

    /// <summary>What was to grow by its search has ended, paused, grown or gone meanwhile; nothing was changed.</summary>
    IsLate,
}
