using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>Queries and changes of the dispatcher's pass over everything that runs.</summary>
public sealed partial class SweepLedger
{
    /// <summary>The sweeps in state <see cref="SweepState.Running"/>, oldest first.</summary>
    private IEnumerable<LedgerSweep> Running => _sweeps.OfType<LedgerSweep>().Where(sweep => sweep.State == SweepState.Running);

    /// <summary>Grows whenever a sweep starts or stops running: only then can a held stage become unwanted.</summary>
    public long Turns { get; private set; }

    /// <summary>The stages of each running sweep that can be handed out, oldest sweep first; see <see cref="ReadReady"/>.</summary>
    /// <param name="limit">The most ready stages of each sweep.</param>
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

    /// <summary>The leases of all stages that workers hold.</summary>
    public IReadOnlyList<Lease> ReadLeases() => [.. _held.All.Select(held => LeaseOf(held.Key, held.Value))];

    /// <summary>The attempts that a worker holds.</summary>
    public IEnumerable<HeldAttempt> HeldBy(string worker) =>
        _held.PlacesHeldBy(worker).Select(stage => new HeldAttempt(_stages[stage].Id, _stages[stage].Attempt));

    /// <summary>How many stages a worker holds.</summary>
    public int CountHeldBy(string worker) => _held.PlacesHeldBy(worker).Count;

    /// <summary>The leases of stages that no running sweep wants any more.</summary>
    public IReadOnlyList<Lease> ReadUnwanted() =>
        [.. _held.All.Where(held => !IsWanted(held.Key)).Select(held => LeaseOf(held.Key, held.Value))];

    /// <summary>
    /// Running → Paused, for every sweep that has used up its worker time and has stages left to run. Returns those sweeps.
    /// </summary>
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

    /// <summary>
    /// Running → Failed, or Completed when nothing failed, for every sweep with nothing left to run. Returns those sweeps.
    /// </summary>
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
