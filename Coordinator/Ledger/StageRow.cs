using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>
/// A stage in memory: 112 bytes. Links are places in a <see cref="StageTable"/> or a <see cref="MemberTable"/>, −1 for none; see <see
/// cref="StageFacts"/> for the other fields.
/// </summary>
internal struct StageRow
{
    public StageId Id;
    public long Number;
    public long Changed;
    public long NotBefore;
    public long Took;
    public double Sparsity;
    public int Parent;
    public int FirstChild;
    public int NextSibling;
    public int PreviousSibling;

    /// <summary>The first membership of a sweep in this stage.</summary>
    public int FirstMember;

    public int Settings;
    public int Seed;
    public int Attempt;
    public int Failures;
    public int Splits;

    /// <summary>How many loaded sweeps, children in memory and workers keep this stage in memory.</summary>
    public int Users;

    public short Losses;
    public StageMarks Marks;
    private byte _state;

    public StageState State
    {
        readonly get => (StageState)_state;
        set => _state = (byte)value;
    }

    public readonly bool Has(StageMarks mark) => (Marks & mark) != 0;
}

[Flags]
internal enum StageMarks : byte
{
    None = 0,

    /// <summary>The stage belongs in the next batch.</summary>
    IsDirty = 1,

    /// <summary>See <see cref="StageFacts.HasNewMembers"/>.</summary>
    HasNewMembers = 2,

    HasResult = 4,

    /// <summary>The stage is ready, but still backing off.</summary>
    IsBackingOff = 8,

    /// <summary>The stage has an error, which is kept beside the table.</summary>
    HasError = 16,

    /// <summary>The stage has an unfinished learning curve, which is kept beside the table.</summary>
    HasCurve = 32,
}
