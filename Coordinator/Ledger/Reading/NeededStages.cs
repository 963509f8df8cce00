using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Reading;

/// <summary>
/// The stages whose checkpoints may still be needed: every stage of a sweep that is not completed, since it may be resumed or retried, and
/// of a completed sweep the networks of its trials. Losing any other checkpoint costs only time: a stage whose parent's checkpoint is gone
/// runs the parent again.
/// </summary>
/// <param name="Networks">Stages whose final checkpoint is needed.</param>
/// <param name="Unfinished">Stages that may resume from a checkpoint.</param>
public sealed record NeededStages(IReadOnlySet<StageId> Networks, IReadOnlySet<StageId> Unfinished)
{
    /// <exception cref="SweepStoreException">The store does not work.</exception>
    public static async Task<NeededStages> ReadAsync(ILedgerReader store, CancellationToken cancellation)
    {
        var (networks, unfinished) = (new HashSet<StageId>(), new HashSet<StageId>());
        foreach (var sweep in (await store.ReadLedgerAsync(cancellation).ConfigureAwait(false)).Sweeps)
        {
            if (sweep.State == SweepState.Completed)
            {
                await foreach (var trial in store.ReadTrialsAsync(sweep.Number, 0, cancellation).ConfigureAwait(false))
                    networks.Add(trial.Trial.StageId);
                continue;
            }

            await foreach (var stage in store.ReadStagesAsync(sweep.Number, cancellation).ConfigureAwait(false))
            {
                networks.Add(stage.Id);
                if (stage.Condition != StageCondition.Completed)
                    unfinished.Add(stage.Id);
            }
        }

        return new NeededStages(networks, unfinished);
    }

    public bool Has(CheckpointName name) => (name.IsFinal ? Networks : Unfinished).Contains(name.StageId);
}
