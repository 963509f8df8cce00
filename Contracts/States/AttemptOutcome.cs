namespace Sweep.Contracts.States;

/// <summary>How an attempt ended. The numbers are stored: never renumber.</summary>
public enum AttemptOutcome
{
    /// <summary>It goes on.</summary>
    Open = 0,

    Completed = 1,

    /// <summary>With an error, whether or not it was counted as a failure.</summary>
    Failed = 2,

    /// <summary>The worker gave it back, saved, or never had it.</summary>
    Released = 3,

    /// <summary>The worker fell silent, or ended without a word.</summary>
    Lost = 4,
}
