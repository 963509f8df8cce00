using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>The stage tree in pages. Results are not in memory, so they are null here.</summary>
public sealed partial class SweepLedger
{
    /// <summary>The most stages examined for one page, which takes a few milliseconds.</summary>
    private const int MostLookedAt = 200_000;

    /// <summary>
    /// A page of a loaded sweep's stages, with counts of the children that this sweep wants. Empty for a sweep that is not loaded.
    /// </summary>
    /// <exception cref="ArgumentException">There is no stage <see cref="StageQuery.Parent"/> or <see cref="StageQuery.After"/>.</exception>
    public StagePage ReadStages(StageQuery query)
    {
        if (!_names.TryGetValue(query.Sweep, out var sweep) || !sweep.IsLoaded)
            return new StagePage([], null);
        var found = new List<int>();
        var (last, looked) = (None, 0);
        StageId? next = null;
        foreach (var stage in Candidates(query, sweep))
        {
            // Finding one more than requested shows that there is a next page.
            if (found.Count == query.Limit || looked++ == MostLookedAt)
            {
                next = _stages[last].Id;
                break;
            }

            last = stage;
            if (query.States.Count == 0 || query.States.Contains(_stages[stage].State))
                found.Add(stage);
        }

        return new StagePage([.. found.Select(stage => ListingOf(stage, sweep))], next);
    }

    /// <summary>
    /// The stages from the root down to and including this one, with counts of all their children. Empty when the stage is not in memory.
    /// </summary>
    public IReadOnlyList<StageListing> ReadPath(StageId id)
    {
        var path = new Stack<StageListing>();
        for (var stage = _stages.Find(id); stage != None; stage = _stages[stage].Parent)
            path.Push(ListingOf(stage, null));
        return [.. path];
    }

    /// <summary>The current states of a loaded sweep's stages, to be combined with its stored trials.</summary>
    public SweepSnapshot Snapshot(string name)
    {
        var sweep = _names[name];
        var snapshot = new SweepSnapshot(RecordOf(sweep), sweep.MemberCount);
        for (var member = sweep.FirstMember; member != None; member = _members[member].Next)
        {
            var stage = _members[member].Stage;
            ref var row = ref _stages[stage];
            snapshot.Add(row.Number, row.State, row.Has(StageMarks.HasResult), ReasonOf(stage));
        }

        return snapshot;
    }

    /// <summary>The stages that the page may show, by number.</summary>
    private IEnumerable<int> Candidates(StageQuery query, LedgerSweep sweep)
    {
        var after = query.After is { } id ? _stages[Known(id)].Number : 0;
        if (query.Parent is { } parent)
            return ChildrenOf(Known(parent), sweep).Where(stage => _stages[stage].Number > after).OrderBy(stage => _stages[stage].Number);
        return query.States.Count == 0 ? sweep.Roots.Where(stage => _stages[stage].Number > after) : StagesOf(sweep, query.After);
    }

    private IEnumerable<int> ChildrenOf(int parent, LedgerSweep sweep)
    {
        for (var child = _stages[parent].FirstChild; child != None; child = _stages[child].NextSibling)
        {
            if (IsMember(child, sweep))
                yield return child;
        }
    }

    private IEnumerable<int> StagesOf(LedgerSweep sweep, StageId? after)
    {
        var member = sweep.FirstMember;
        if (after is { } id)
        {
            var place = MemberOf(Known(id), sweep);
            member = place == None ? None : _members[place].Next;
        }

        for (; member != None; member = _members[member].Next)
            yield return _members[member].Stage;
    }

    private int MemberOf(int stage, LedgerSweep sweep)
    {
        for (var members = MembersOf(stage); members.Next(); )
        {
            if (members.Sweep == sweep)
                return members.Place;
        }

        return None;
    }

    private int Known(StageId id) =>
        _stages.Find(id) is not None and var stage ? stage : throw new ArgumentException($"There is no stage {id}.");

    /// <param name="sweep">The sweep whose children are counted; null counts all children.</param>
    private StageListing ListingOf(int stage, LedgerSweep? sweep)
    {
        ref var row = ref _stages[stage];
        var children = new Dictionary<StageState, long>();
        for (var child = row.FirstChild; child != None; child = _stages[child].NextSibling)
        {
            if (sweep is null || IsMember(child, sweep))
                children[_stages[child].State] = children.GetValueOrDefault(_stages[child].State) + 1;
        }

        return new StageListing
        {
            Definition = DefinitionOf(stage),
            State = row.State,
            Attempt = row.Attempt,
            WorkerId = _held.Find(stage)?.Worker,
            Error = row.Has(StageMarks.HasError) ? _errors[stage] : null,
            Children = children,
        };
    }
}
