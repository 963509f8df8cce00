using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>
/// Finds the stages of a submitted sweep that are stored but not in memory. A stage is only ever stored together with its ancestors, so
/// descendants of a stage that is in neither place are skipped: a new sweep costs one look-up a root.
/// </summary>
internal sealed class StoredStages(ILedgerSource ledger, SubmittedSweep sweep)
{
    private const int AtOnce = 2_000;
    private readonly List<StageFacts> _found = [];

    public async Task<IReadOnlyList<StageFacts>> FindAsync(CancellationToken cancellation)
    {
        var isThere = new bool[sweep.Stages.Count];
        foreach (var level in Levels())
        {
            var candidates = level.Where(stage => sweep.Stages[stage].Parent is var parent && (parent < 0 || isThere[parent]));
            foreach (var some in candidates.Chunk(AtOnce))
                await FindAsync(some, isThere, cancellation).ConfigureAwait(false);
        }

        return _found;
    }

    private async Task FindAsync(int[] stages, bool[] isThere, CancellationToken cancellation)
    {
        var missing = await ledger
            .AskAsync(known => known.Missing(stages.Select(stage => sweep.Stages[stage].Id)), cancellation)
            .ConfigureAwait(false);
        var found = await ledger.Store.FindStagesAsync(missing, cancellation).ConfigureAwait(false);
        _found.AddRange(found);
        var absent = missing.Except(found.Select(stage => stage.Id)).ToHashSet();
        foreach (var stage in stages)
            isThere[stage] = !absent.Contains(sweep.Stages[stage].Id);
    }

    /// <summary>The stages grouped by their number of ancestors.</summary>
    private List<List<int>> Levels()
    {
        var depths = new int[sweep.Stages.Count];
        var levels = new List<List<int>>();
        for (var stage = 0; stage < depths.Length; stage++)
        {
            depths[stage] = sweep.Stages[stage].Parent is >= 0 and var parent ? depths[parent] + 1 : 0;
            if (depths[stage] == levels.Count)
                levels.Add([]);
            levels[depths[stage]].Add(stage);
        }

        return levels;
    }
}
