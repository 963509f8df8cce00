using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>A complete sweep to submit, prepared so that little work remains while the ledger is locked.</summary>
/// <param name="Stages">Each stage once, parents before their children.</param>
/// <param name="Trials">By ascending index; see <see cref="AddedSweep.Trials"/>.</param>
/// <param name="Leaves">For each trial, the index of its last stage in <paramref name="Stages"/>.</param>
public sealed record SubmittedSweep(
    NewSweep Sweep,
    IReadOnlyList<SubmittedStage> Stages,
    IEnumerable<NewTrial> Trials,
    IReadOnlyList<int> Leaves
)
{
    /// <summary>A definition without the fields that differ from stage to stage.</summary>
    public static StageDefinition Share(StageDefinition stage) => stage with { Id = default, Parent = null, Sparsity = 0, Seed = 0 };

    /// <param name="stages">Each stage once, parents before their children.</param>
    /// <param name="trials">By ascending index. They are enumerated here and again when they are stored.</param>
    /// <exception cref="ArgumentException">A stage's parent does not precede it, or a trial's last stage is missing.</exception>
    public static SubmittedSweep Of(NewSweep sweep, IEnumerable<NewStage> stages, IEnumerable<NewTrial> trials)
    {
        var places = new Dictionary<StageId, int>();
        var all = new List<SubmittedStage>();
        foreach (var (definition, cost, chain, uses) in stages)
        {
            all.Add(
                new SubmittedStage
                {
                    Id = definition.Id,
                    Parent =
                        definition.Parent is not { } parent ? -1
                        : places.TryGetValue(parent, out var place) ? place
                        : throw new ArgumentException($"Stage {definition.Id} comes before its parent {parent}."),
                    Shared = Share(definition),
                    Sparsity = definition.Sparsity,
                    Seed = definition.Seed,
                    Cost = cost,
                    Chain = chain,
                    Uses = checked((int)uses),
                    Trials = 0,
                }
            );
            places.Add(definition.Id, all.Count - 1);
        }

        var leaves = new List<int>();
        foreach (var trial in trials)
        {
            if (!places.TryGetValue(trial.StageId, out var leaf))
                throw new ArgumentException($"Trial {trial.Index} ends in stage {trial.StageId}, which is not among the sweep's stages.");
            all[leaf] = all[leaf] with { Trials = all[leaf].Trials + 1 };
            leaves.Add(leaf);
        }

        return new SubmittedSweep(sweep, all, trials, leaves);
    }
}
