using Sweep.Contracts.Messages;
using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Ledger;
using Sweep.Tests.Coordinator.Study;

namespace Sweep.Tests.Cli.Results;

/// <summary>A sweep in a store: one dense network and one pruned from it, both completed with a learning curve; and one that failed.</summary>
internal static class StoredStudy
{
    public static async Task AddAsync(TestLedger sweeps, string name)
    {
        var dense = Stage(StageKind.Train, null, 0, seed: name.Sum(letter => letter));
        var pruned = Stage(StageKind.Prune, dense.Id, 0.5, dense.Seed);
        var failed = Stage(StageKind.Prune, dense.Id, 0.9, dense.Seed);
        var spec = "name: " + name + "\n";
        await sweeps.SubmitAsync(
            new NewSweep
            {
                Name = name,
                SpecHash = name,
                SpecText = spec,
            },
            [new NewStage(dense, 1, 3), new NewStage(pruned, 1, 2), new NewStage(failed, 1, 1)],
            new[] { dense, pruned, failed }.Select(
                (stage, index) =>
                    new NewTrial
                    {
                        Index = index,
                        Dataset = "mnist",
                        Architecture = "vgg16",
                        Mode = "from-scratch",
                        Sparsity = stage.Sparsity,
                        Seed = 1,
                        StageId = stage.Id,
                    }
            )
        );
        foreach (var stage in new[] { dense, pruned })
        {
            var lease = await LeaseAsync(sweeps, stage.Id);
            EpochMetrics[] epochs = [new(1, 0.5, 96, 0.1, 0.01, stage.Sparsity)];
            Assert.True(await sweeps.CompleteAsync(lease, MakeTrials.Measured(stage.Sparsity, 97.5), epochs, TimeSpan.Zero));
        }

        Assert.True(await sweeps.ParkAsync(await LeaseAsync(sweeps, failed.Id), new AttemptEnd(StudyGrid.HostileError)));
    }

    private static async Task<Lease> LeaseAsync(TestLedger sweeps, StageId stage)
    {
        var command = await sweeps.HandAsync(stage, "worker");
        var lease = new Lease(stage, command!.Attempt, "worker");
        Assert.True(await sweeps.StartAsync(lease));
        return lease;
    }

    private static StageDefinition Stage(StageKind kind, StageId? parent, double sparsity, int seed)
    {
        var stage = new StageDefinition
        {
            Kind = kind,
            Parent = parent,
            Data = new DataSettings { Dataset = "mnist" },
            Model = new ModelSettings { Architecture = "vgg16" },
            Training = new TrainingSettings { Epochs = 1 },
            Pruning = kind == StageKind.Prune ? new PruningSettings() : null,
            Sparsity = sparsity,
            Seed = seed,
        };
        return stage with { Id = StageIdentity.Of(stage) };
    }
}
