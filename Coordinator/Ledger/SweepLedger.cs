using Sweep.Contracts.Messages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>
/// The coordinator's state: every sweep, and every stage that an unfinished sweep wants, with the rules by which they change. Each
/// method that changes something is one transition of docs/protocol.md, and its changes are part of the next <see cref="TakeBatch"/>.
/// The ledger reads no clock and does no I/O; callers call one at a time and pass the current moment.
/// <para>Facts are kept as they are stored. Whether a stage is ready, waiting or blocked is derived from its ancestors and kept up
/// to date here, with the counts and queues that depend on it.</para>
/// </summary>
/// <exception cref="InvalidOperationException">Thrown by any transition after a programming error. The memory may then be half changed, and
/// must not be used any more.</exception>
public sealed partial class SweepLedger
{
    private const int None = -1;

    /// <summary>How many stages of ended sweeps stay in memory, so that queries soon after the end need no store.</summary>
    public const int UsualFinished = 1_000_000;

    private readonly StageTable _stages = new();
    private readonly MemberTable _members = new();
    private readonly SettingsTable _settings = new();
    private readonly BackOffs _backOffs = new();
    private readonly StageTally _tally = new();
    private readonly ChangeLog _changes;
    private readonly int _mostFinished;

    /// <summary>Sweeps by place, oldest first; null where one was deleted.</summary>
    private readonly List<LedgerSweep?> _sweeps = [];
    private readonly Dictionary<string, LedgerSweep> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<long, LedgerSweep> _numbers = [];

    private readonly HeldStages _held = new();

    /// <summary>Errors by stage place, for rows marked <see cref="StageMarks.HasError"/>.</summary>
    private readonly Dictionary<int, string> _errors = [];
    private readonly Dictionary<int, EpochMetrics[]> _curves = [];

    /// <param name="mostFinished">How many stages of ended sweeps stay in memory. The sweep that ended last stays whatever its
    /// size.</param>
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

    /// <summary>Memory of stages and memberships, which is nearly all of the ledger's: about 200 bytes a stage.</summary>
    public long Bytes => _stages.Bytes + _members.Bytes;

    /// <summary>Updated with every change, so that reading it needs no scan.</summary>
    public LedgerTally Tally => _tally.Read();

    private LedgerSweep Add(SweepFacts facts)
    {
        var sweep = new LedgerSweep(facts, _sweeps.Count, new ReadyQueue(_members, _stages));
        _sweeps.Add(sweep);
        _names.Add(facts.Name, sweep);
        _numbers.Add(facts.Number, sweep);
        return sweep;
    }

    /// <summary>The sweeps that want a stage, without deleted ones.</summary>
    private MembersOfStage MembersOf(int stage) => new(this, _stages[stage].FirstMember);

    /// <summary>Iterates over the memberships of a stage without allocating.</summary>
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
