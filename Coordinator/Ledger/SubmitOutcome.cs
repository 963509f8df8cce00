namespace Sweep.Coordinator.Ledger;

/// <summary>The outcome of a submission.</summary>
public enum SubmitOutcome
{
    Submitted,

    /// <summary>A sweep with this name and spec exists; nothing was changed.</summary>
    IsThere,

    /// <summary>A sweep with this name and another spec exists; nothing was changed.</summary>
    NameIsTaken,

    /// <summary>The searching sweep that was to grow has ended, paused, grown or been deleted meanwhile; nothing was changed.</summary>
    IsLate,
}
