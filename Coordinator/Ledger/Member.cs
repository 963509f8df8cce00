namespace Sweep.Coordinator.Ledger;

/// <summary>That a sweep wants a stage: 48 bytes. Links are places, −1 for none; see <see cref="Store.MemberFacts"/> for the rest.</summary>
internal struct Member
{
    /// <summary>As <see cref="Previous"/>: the sweep is not loaded, and does not know the member.</summary>
    public const int Loose = -2;

    public int Stage;

    /// <summary>The next of the same stage.</summary>
    public int NextOfStage;

    /// <summary>The sweep's place.</summary>
    public int Sweep;

    /// <summary>The next and the one before of the same sweep, by number of their stage.</summary>
    public int Next;
    public int Previous;

    /// <summary>Where it is in the sweep's queue of ready stages; −1 when it is not.</summary>
    public int QueuePlace;

    public int Trials;
    public int Uses;
    public double Cost;
    public double Chain;

    public readonly bool IsLoose => Previous == Loose;
}
