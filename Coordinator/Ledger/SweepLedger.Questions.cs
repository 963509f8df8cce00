using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>Queries about sweeps, and about stages in memory.</summary>
public sealed partial class SweepLedger
{
    /// <summary>All sweeps, oldest first. Spec texts are not in memory, so they are empty here.</summary>
    public IReadOnlyList<SweepRecord> Sweeps => [.. _sweeps.OfType<LedgerSweep>().Select(RecordOf)];

    /// <summary>The sweep without the text of its spec; null when there is no such sweep.</summary>
    public SweepRecord? FindSweep(string name) => _names.TryGetValue(name, out var sweep) ? RecordOf(sweep) : null;

    /// <summary>The sweep's number and whether its stages are in memory; null when there is no such sweep.</summary>
    public (long Number, bool IsLoaded)? LocateSweep(string name) =>
        _names.TryGetValue(name, out var sweep) ? (sweep.Number, sweep.IsLoaded) : null;

    /// <summary>Null when no sweep has this number.</summary>
    public string? NameOf(long number) => _numbers.GetValueOrDefault(number)?.Name;

    /// <summary>All counts are zero when there is no such sweep.</summary>
    public SweepCounts Count(string name) =>
        _names.TryGetValue(name, out var sweep) ? sweep.Counts : new SweepCounts(new Dictionary<StageState, StateCount>());

    /// <summary>The counts of all sweeps or of one (none when it does not exist), and the stages that workers hold.</summary>
    public Standing ReadStanding(string? name)
    {
        var sweeps = _sweeps
            .OfType<LedgerSweep>()
            .Where(sweep => name is null || sweep.Name == name)
            .Select(sweep => new SweepStanding(RecordOf(sweep), sweep.Counts));
        var held = new List<SweepLease>();
        foreach (var (stage, holder) in _held.All)
        {
            for (var members = MembersOf(stage); members.Next(); )
            {
                if (name is null || members.Sweep.Name == name)
                {
                    held.Add(
                        new SweepLease(
                            LeaseOf(stage, holder),
                            _stages[stage].State == StageState.Running,
                            members.Sweep.Name,
                            members.Member.Cost
                        )
                    );
                }
            }
        }

        return new Standing([.. sweeps], held);
    }

    /// <summary>
    /// A sweep's first ready stages, the longest chain first, without those that back off. A back-off that ends later than <paramref
    /// name="now"/> + <paramref name="longest"/> was stored before the clock was set back, and counts as over.
    /// </summary>
    /// <param name="without">Numbers of choices of images, and of weights, that no available worker can use; their stages are left out.
    /// Null leaves out none.</param>
    public IReadOnlyList<ReadyStage> ReadReady(
        string name,
        DateTimeOffset now,
        TimeSpan longest,
        int limit,
        IReadOnlySet<int>? without = null
    )
    {
        var (moment, latest) = (now.ToUnixTimeMilliseconds(), (now + longest).ToUnixTimeMilliseconds());
        while (_backOffs.TakeOver(moment, latest) is not None and var stage)
        {
            _stages[stage].Marks &= ~StageMarks.IsBackingOff;
            Enqueue(stage);
        }

        if (!_names.TryGetValue(name, out var sweep))
            return [];
        var members = new List<int>();
        sweep.Ready.ReadFirst(
            limit,
            members,
            without is not { Count: > 0 } ? null : member => !ReadyOf(_members[member]).NeedsAnyOf(without)
        );
        return [.. members.Select(member => ReadyOf(_members[member]))];
    }

    /// <summary>The stage without its result, which is not in memory; null when the stage is not in memory.</summary>
    public StageRecord? FindStage(StageId id)
    {
        var stage = _stages.Find(id);
        if (stage == None)
            return null;
        ref var row = ref _stages[stage];
        return new StageRecord
        {
            Definition = DefinitionOf(stage),
            State = row.State,
            Attempt = row.Attempt,
            Failures = row.Failures,
            Retries = RetriesOf(stage),
            Losses = row.Losses,
            Splits = row.Splits,
            WorkerId = _held.Find(stage)?.Worker,
            Error = row.Has(StageMarks.HasError) ? _errors[stage] : null,
        };
    }

    /// <summary>The stages from the root down to and including this one; empty when it is not in memory.</summary>
    public IReadOnlyList<StageDefinition> ReadDefinitions(StageId id)
    {
        var path = new Stack<StageDefinition>();
        for (var stage = _stages.Find(id); stage != None; stage = _stages[stage].Parent)
            path.Push(DefinitionOf(stage));
        return [.. path];
    }

    /// <summary>The stage's number and whether it has a result; null when it is not in memory.</summary>
    public (long Number, bool HasResult)? LocateStage(StageId id) =>
        _stages.Find(id) is not None and var stage ? (_stages[stage].Number, _stages[stage].Has(StageMarks.HasResult)) : null;

    /// <summary>The learning curve as far as it was reported; empty once the stage has been completed.</summary>
    public IReadOnlyList<EpochMetrics> ReadCurve(StageId id) =>
        _stages.Find(id) is not None and var stage && _stages[stage].Has(StageMarks.HasCurve) && !_stages[stage].Has(StageMarks.HasResult)
            ? _curves[stage]
            : [];

    /// <summary>The attempt that a worker holds; null when none does.</summary>
    public AttemptRecord? FindAttempt(StageId id)
    {
        var stage = _stages.Find(id);
        return stage != None && _held.Find(stage) is { } held
            ? new AttemptRecord
            {
                Number = _stages[stage].Attempt,
                WorkerId = held.Worker,
                Queued = MomentOf(held.Queued),
                Started = MomentOf(held.Started),
                Outcome = AttemptOutcome.Open,
            }
            : null;
    }

    /// <summary>The names of the sweeps that want a stage, oldest first.</summary>
    public IReadOnlyList<string> SweepsOf(StageId id)
    {
        var names = new List<(long Number, string Name)>();
        if (_stages.Find(id) is not None and var stage)
        {
            for (var members = MembersOf(stage); members.Next(); )
                names.Add((members.Sweep.Number, members.Sweep.Name));
        }

        return [.. names.Order().Select(sweep => sweep.Name)];
    }

    private StageDefinition DefinitionOf(int stage)
    {
        ref var row = ref _stages[stage];
        return _settings[row.Settings] with
        {
            Id = row.Id,
            Parent = row.Parent == None ? null : _stages[row.Parent].Id,
            Sparsity = row.Sparsity,
            Seed = row.Seed,
        };
    }

    private Lease LeaseOf(int stage, HeldStage held) => new(_stages[stage].Id, _stages[stage].Attempt, held.Worker);

    private ReadyStage ReadyOf(in Member member)
    {
        ref var row = ref _stages[member.Stage];
        return new ReadyStage(
            row.Id,
            member.Chain,
            row.Parent == None ? null : _stages[row.Parent].Id,
            _settings.ChoiceOf(row.Settings),
            _settings.WeightsOf(row.Settings)
        );
    }

    private bool IsWanted(int stage)
    {
        for (var members = MembersOf(stage); members.Next(); )
        {
            if (members.Sweep.State == SweepState.Running)
                return true;
        }

        return false;
    }

    /// <summary>
    /// The highest limit among the running sweeps that want this stage, or among all that want it when none of them runs.
    /// </summary>
    private int RetriesOf(int stage)
    {
        var retries = 0;
        var isWanted = IsWanted(stage);
        for (var members = MembersOf(stage); members.Next(); )
        {
            if (!isWanted || members.Sweep.State == SweepState.Running)
                retries = Math.Max(retries, members.Sweep.Facts.Retries);
        }

        return retries;
    }

    /// <summary>
    /// The longest limit among the running sweeps that want this stage, or among all that want it when none of them runs; null when one of
    /// them has no limit.
    /// </summary>
    private TimeSpan? TimeoutOf(int stage)
    {
        var longest = TimeSpan.Zero;
        var isWanted = IsWanted(stage);
        for (var members = MembersOf(stage); members.Next(); )
        {
            if (isWanted && members.Sweep.State != SweepState.Running)
                continue;
            if (members.Sweep.Facts.StageTimeout is not { } timeout)
                return null;
            longest = timeout > longest ? timeout : longest;
        }

        return longest == TimeSpan.Zero ? null : longest;
    }

    private static SweepRecord RecordOf(LedgerSweep sweep) =>
        new()
        {
            Number = sweep.Number,
            Name = sweep.Name,
            SpecHash = sweep.Facts.SpecHash,
            SpecText = "",
            State = sweep.State,
            Search = sweep.Search,
            Priority = sweep.Priority,
            Retries = sweep.Facts.Retries,
            Created = sweep.Facts.Created,
            Reused = sweep.Facts.Reused,
            Weight = sweep.Facts.Weight,
            Spent = sweep.Spent,
            Unshared = sweep.Unshared,
            GpuHours = sweep.Facts.GpuHours,
            About = sweep.Facts.About,
            Owed = sweep.Owed.Count,
        };
}
