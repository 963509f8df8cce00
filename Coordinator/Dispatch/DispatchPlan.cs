using Sweep.Contracts.Stages;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// Decides which worker executes what next. Pure, and the same for the same input.
/// <para>Sweeps: strictly by priority; among those of one priority the next stage is of the one that has least for its weight.</para>
/// <para>Stages of a sweep: the longest remaining chain first, because what takes longest in sequence must not begin last; among
/// equals one whose parent's worker is free.</para>
/// <para>Workers: the one that completed the parent, else the one with most idle slots.</para>
/// </summary>
public static class DispatchPlan
{
    /// <param name="avoid">By stage, the workers that it failed on: it goes to another, and waits for one that is busy.</param>
    /// <returns>No stage twice, and no worker more than its idle slots.</returns>
    public static IReadOnlyList<Assignment> Choose(
        IReadOnlyList<SweepHeads> sweeps,
        IReadOnlyList<WorkerOffer> offers,
        IReadOnlyDictionary<StageId, IReadOnlySet<string>>? avoid = null
    )
    {
        var workers = new FreeWorkers(offers, sweeps.SelectMany(sweep => sweep.Ready), avoid);
        var given = new HashSet<StageId>();
        var assignments = new List<Assignment>();
        foreach (var peers in sweeps.GroupBy(sweep => sweep.Priority).OrderByDescending(peers => peers.Key))
        {
            var turns = new PriorityQueue<Turn, (double Share, int Order)>();
            foreach (var sweep in peers)
            {
                var turn = new Turn(sweep, turns.Count, workers);
                turns.Enqueue(turn, turn.Key);
            }

            while (workers.Any && turns.TryDequeue(out var turn, out _))
            {
                if (turn.Next(given) is not { } stage)
                    continue;
                // One that another sweep has brought along already counts for both.
                if (!given.Contains(stage.StageId))
                {
                    if (workers.Take(stage) is { } worker)
                    {
                        given.Add(stage.StageId);
                        assignments.Add(new Assignment(stage.StageId, worker));
                        turn.Given++;
                    }
                }
                else
                {
                    turn.Given++;
                }

                turns.Enqueue(turn, turn.Key);
            }
        }

        return assignments;
    }

    /// <summary>A sweep's stages, in the order in which it gives them.</summary>
    private sealed class Turn(SweepHeads sweep, int order, FreeWorkers workers)
    {
        private readonly HashSet<StageId> _seen = [];
        private readonly Queue<ReadyStage> _related = [];
        private int _first;
        private int _end;

        public long Given { get; set; }

        public (double Share, int Order) Key => ((sweep.Active + Given) / sweep.Weight, order);

        /// <summary>Null when there is none left.</summary>
        public ReadyStage? Next(HashSet<StageId> given)
        {
            while (true)
            {
                while (_related.TryDequeue(out var related))
                {
                    // Workers only fill up during a pass, so one that is not free now will not be.
                    if ((workers.IsParentsFree(related) || given.Contains(related.StageId)) && _seen.Add(related.StageId))
                        return related;
                }

                for (; _first < _end; _first++)
                {
                    if (_seen.Add(sweep.Ready[_first].StageId))
                        return sweep.Ready[_first++];
                }

                if (_first == sweep.Ready.Count)
                    return null;
                ReadEquals();
            }
        }

        /// <summary>The next stages whose chains are equally long.</summary>
        private void ReadEquals()
        {
            var chain = sweep.Ready[_first].Chain;
            for (_end = _first; _end < sweep.Ready.Count && sweep.Ready[_end].Chain == chain; _end++)
            {
                if (workers.IsParentsFree(sweep.Ready[_end]))
                    _related.Enqueue(sweep.Ready[_end]);
            }
        }
    }
}
