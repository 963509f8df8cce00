using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>What a pass over everything that runs asks and changes.</summary>
public sealed partial class SweepLedger
{
    /// <summary>The sweeps in state <see cref="SweepState.Running"/>, oldest first.</summary>
    private IEnumerable<LedgerSweep> Running => _sweeps.OfType<LedgerSweep>().Where(sweep => sweep.State == SweepState.Running);

    /// <summary>Rises whenever a sweep begins or ceases to run: only then can what a worker has become unwanted.</summary>
    public long Turns { get; private set; }

    /// <summary>What can be handed out of each running sweep, oldest first; see <see cref="ReadReady"/>.</summary>
    /// <param name="limit">Ready stages of each at most.</param>
    public IReadOnlyList<SweepHeads> ReadHeads(DateTimeOffset now, TimeSpan longest, int limit, IReadOnlySet<int>? without = null) =>
        [
            .. Running.Select(sweep => new SweepHeads(
                sweep.Name,
                sweep.Priority,
                sweep.Facts.Weight,
                sweep[StageState.Queued].Stages + sweep[StageState.Running].Stages,
                ReadReady(sweep.Name, now, longest, limit, without)
            )),
        ];

    /// <summary>What workers have.</summary>
    public IReadOnlyList<Lease> ReadLeases() => [.. _held.All.Select(held => LeaseOf(held.Key, held.Value))];

    /// <summary>What a worker has.</summary>
    public IEnumerable<HeldAttempt> HeldBy(string worker) =>
        _held.Of(worker).Select(stage => new HeldAttempt(_stages[stage].Id, _stages[stage].Attempt));

    /// <summary>How much a worker has.</summary>
    public int CountHeldBy(string worker) => _held.Of(worker).Count;

    /// <summary>What workers have although no running sweep wants it (any more).</summary>
    public IReadOnlyList<Lease> ReadUnwanted() =>
        [.. _held.All.Where(held => !IsWanted(held.Key)).Select(held => LeaseOf(held.Key, held.Value))];

    /// <summary>Running → Paused, of every sweep that has used up its time of workers and has something left to do; returns which.</summary>
    public IReadOnlyList<SpentSweep> PauseSpent()
    {
        List<SpentSweep> spent =
        [
            .. Running
                .Where(sweep => sweep.Facts.GpuHours is { } limit && sweep.Spent.TotalHours >= limit && sweep.MayGoOn)
                .Select(sweep => new SpentSweep(sweep.Name, sweep.Spent, sweep.Facts.GpuHours!.Value)),
        ];
        foreach (var sweep in spent)
            SetState(sweep.Name, SweepState.Running, SweepState.Paused);
        return spent;
    }

    /// <summary>Running → Failed, or Completed when nothing failed, of every sweep in which nothing is left to do; returns which.</summary>
    public IReadOnlyList<EndedSweep> CloseDone()
    {
        List<EndedSweep> ended =
        [
            .. Running
                .Where(sweep => !sweep.MayGoOn)
                .Select(sweep => new EndedSweep(
                    sweep.Name,
                    sweep[StageState.Failed].Stages + sweep[StageState.Blocked].Stages > 0 ? SweepState.Failed : SweepState.Completed
                )),
        ];
        foreach (var sweep in ended)
            SetState(sweep.Name, SweepState.Running, sweep.State);
        return ended;
    }
}
