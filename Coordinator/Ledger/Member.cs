namespace Sweep.Coordinator.Ledger;

/// <summary>
/// A sweep's use of a stage: 48 bytes. Links are places, −1 for none; see <see cref="Store.MemberFacts"/> for the other fields.
/// </summary>
internal struct Member
{
    /// <summary>A value of <see cref="Previous"/>: the sweep is not loaded and does not list this member.</summary>
    public const int Loose = -2;

    public int Stage;

    /// <summary>The next member of the same stage.</summary>
    public int NextOfStage;

    /// <summary>The sweep's place.</summary>
    public int Sweep;

    /// <summary>The next and the previous member of the same sweep, in the order of their stages' numbers.</summary>
    public int Next;
    public int Previous;

    /// <summary>The index in the sweep's queue of ready stages; −1 when it is not queued.</summary>
    public int QueuePlace;

    public int Trials;
    public int Uses;
    public double Cost;
    public double Chain;

    public readonly bool IsLoose => Previous == Loose;
}
