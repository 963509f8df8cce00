using Sweep.Contracts.Messages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>
/// The coordinator's state: every sweep, and every stage that an unfinished one wants, with the rules by which they change. A method
/// is one transition of docs/protocol.md; what it changed is in the next <see cref="TakeBatch"/>. It reads no clock, waits for
/// nothing and has no thread: one caller at a time, which passes the moment.
/// <para>Facts are kept as they are stored; whether a stage is ready, waiting or blocked follows from what is above it, and is
/// kept up here with the counts and queues that depend on it.</para>
/// </summary>
/// <exception cref="InvalidOperationException">By any transition: a mistake in the program. What is in memory may be half changed, and is good for nothing any more.</exception>
public sealed partial class SweepLedger
{
    private const int None = -1;

    /// <summary>Of ended sweeps so many stages stay in memory, so that what is asked about them soon after is answered from there.</summary>
    public const int UsualFinished = 1_000_000;

    private readonly StageTable _stages = new();
    private readonly MemberTable _members = new();
    private readonly SettingsTable _settings = new();
    private readonly BackOffs _backOffs = new();
    private readonly StageTally _tally = new();
    private readonly ChangeLog _changes;
    private readonly int _mostFinished;

    /// <summary>By place; null where one was deleted. Oldest first.</summary>
    private readonly List<LedgerSweep?> _sweeps = [];
    private readonly Dictionary<string, LedgerSweep> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<long, LedgerSweep> _numbers = [];

    private readonly HeldStages _held = new();

    /// <summary>By the stage's place, for those that are marked so.</summary>
    private readonly Dictionary<int, string> _errors = [];
    private readonly Dictionary<int, EpochMetrics[]> _curves = [];

    /// <param name="mostFinished">How many stages of ended sweeps stay in memory, the newest ended; the last one stays whatever its size.</param>
    public SweepLedger(LedgerFacts facts, int mostFinished = UsualFinished)
    {
        _changes = new ChangeLog(_stages);
        _mostFinished = mostFinished;
        _head = facts.Head;
        LoadSettings(facts.Settings);
        foreach (var sweep in facts.Sweeps)
            Add(sweep);
    }

    /// <summary>How many stages are in memory.</summary>
    public int StageCount => _stages.Count;

    /// <summary>Memory of the stages and of the sweeps' memberships in them, which is nearly all of a ledger's: some 200 bytes a stage.</summary>
    public long Bytes => _stages.Bytes + _members.Bytes;

    /// <summary>Kept up with every change, so that reading it is no scan.</summary>
    public LedgerTally Tally => _tally.Read();

    private LedgerSweep Add(SweepFacts facts)
    {
        var sweep = new LedgerSweep(facts, _sweeps.Count, new ReadyQueue(_members, _stages));
        _sweeps.Add(sweep);
        _names.Add(facts.Name, sweep);
        _numbers.Add(facts.Number, sweep);
        return sweep;
    }

    /// <summary>The sweeps that want a stage, and how; those that were deleted are left out.</summary>
    private MembersOfStage MembersOf(int stage) => new(this, _stages[stage].FirstMember);

    /// <summary>Goes through the memberships of a stage without allocating anything.</summary>
    private struct MembersOfStage(SweepLedger ledger, int first)
    {
        private int _next = first;

        public int Place { get; private set; }

        public LedgerSweep Sweep { get; private set; } = null!;

        public readonly ref Member Member => ref ledger._members[Place];

        public bool Next()
        {
            while (_next != None)
            {
                Place = _next;
                _next = ledger._members[_next].NextOfStage;
                if (ledger._sweeps[ledger._members[Place].Sweep] is { } sweep)
                {
                    Sweep = sweep;
                    return true;
                }
            }

            return false;
        }
    }
}
