using Sweep.Contracts.Spec;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>A sweep in memory, with its stages if it is loaded.</summary>
internal sealed class LedgerSweep
{
    private static readonly StageState[] _states = Enum.GetValues<StageState>();
    private readonly StateCount[] _counts = new StateCount[_states.Length];

    public LedgerSweep(SweepFacts facts, int place, ReadyQueue ready)
    {
        (Facts, Place, Ready, Spent, Unshared) = (facts, place, ready, facts.Spent, facts.Unshared);
        foreach (var (state, count) in facts.Counts.ByState)
            _counts[(int)state] = count;
    }

    /// <summary>The facts as submitted or loaded. Current values of the properties below are not in them.</summary>
    public SweepFacts Facts { get; private set; }

    public int Place { get; }

    public long Number => Facts.Number;

    public string Name => Facts.Name;

    public SweepState State
    {
        get => Facts.State;
        set => Facts = Facts with { State = value };
    }

    public SweepSearch Search
    {
        get => Facts.Search;
        set => Facts = Facts with { Search = value };
    }

    /// <summary>Whether stages remain to be run, or the sweep's search may still add some.</summary>
    public bool MayGoOn => HasOpenStages || Search == SweepSearch.Open;

    public int Priority
    {
        get => Facts.Priority;
        set => Facts = Facts with { Priority = value };
    }

    public SweepAbout About
    {
        get => Facts.About;
        set => Facts = Facts with { About = value };
    }

    public IReadOnlyList<OwedNotice> Owed
    {
        get => Facts.Owed;
        set => Facts = Facts with { Owed = value };
    }

    public TimeSpan Spent { get; private set; }

    public TimeSpan Unshared { get; private set; }

    /// <summary>True until the sweep has ended.</summary>
    public bool IsOpen => State is SweepState.Running or SweepState.Paused;

    public bool IsLoaded { get; set; }

    public bool IsDirty { get; set; }

    public ReadyQueue Ready { get; }

    /// <summary>The sweep's stages without a parent, by number.</summary>
    public List<int> Roots { get; } = [];

    public int FirstMember { get; set; } = -1;

    public int LastMember { get; set; } = -1;

    public int MemberCount { get; set; }

    public StateCount this[StageState state] => _counts[(int)state];

    /// <summary>Costs are clamped at zero, because adding and subtracting them leaves rounding errors.</summary>
    public SweepCounts Counts =>
        new(_states.ToDictionary(state => state, state => _counts[(int)state] with { Cost = Math.Max(0, _counts[(int)state].Cost) }));

    /// <summary>Whether any stage is waiting, ready, queued or running.</summary>
    public bool HasOpenStages =>
        this[StageState.Waiting].Stages + this[StageState.Ready].Stages + this[StageState.Queued].Stages + this[StageState.Running].Stages
        > 0;

    public void Count(StageState state, StateCount count) => _counts[(int)state] += count;

    public void Move(StageState from, StageState to, in Member member)
    {
        var count = new StateCount(1, member.Trials, member.Cost);
        _counts[(int)from] += new StateCount(-1, -count.Trials, -count.Cost);
        _counts[(int)to] += count;
    }

    public void ForgetCounts() => Array.Clear(_counts);

    /// <summary>Sets what the sweep starts with: the stages that were completed before it was submitted.</summary>
    /// <param name="grownFrom">The sweep that grew into this one; null for a sweep that starts anew.</param>
    public void Begin(long reused, TimeSpan unshared, LedgerSweep? grownFrom)
    {
        (Facts, Unshared) = (Facts with { Reused = reused }, unshared);
        if (grownFrom is not null)
        {
            (Facts, Spent) = (
                Facts with
                {
                    Reused = grownFrom.Facts.Reused + reused,
                    Created = grownFrom.Facts.Created,
                    Owed = grownFrom.Owed,
                },
                grownFrom.Spent
            );
        }
    }

    public void Charge(TimeSpan spent, TimeSpan unshared) => (Spent, Unshared) = (Spent + spent, Unshared + unshared);

    /// <summary>The sweep's facts with all current values.</summary>
    public SweepFacts CurrentFacts() => Facts with { Spent = Spent, Unshared = Unshared, Counts = Counts };
}
