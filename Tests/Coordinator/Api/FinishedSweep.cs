using System.Globalization;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Ledger;
using Sweep.Tests.Coordinator.Study;

namespace Sweep.Tests.Coordinator.Api;

/// <summary>Sweeps in a store whose stages are brought to their ends without a worker.</summary>
internal static class FinishedSweep
{
    /// <summary>Trials in the grid's order: from-scratch sparsity 0 with seeds 1 to 3, 0.5, 0.9, then the same fine-tuned.</summary>
    public const string Spec = """
        name: study
        grid: { dataset: mnist, architecture: vgg16, mode: [from-scratch, fine-tuned], sparsity: [0, 0.5, 0.9], seed: [1, 2, 3], width: [0.25] }
        pretrain: { vgg16: { dataset: fashion-mnist } }
        report: { tolerance: 2 }
        """;

    /// <summary>Top-1 as a function of the stage: it falls by 20 × sparsity, and by less when fine-tuned.</summary>
    public static double Top1(StageDefinition stage) =>
        90 + stage.Seed - ((stage.Parent is null || stage.Pruning is null ? 0 : 20) * stage.Sparsity * stage.Sparsity);

    public static Task SubmitAsync(TestLedger sweeps, string spec, string name) =>
        sweeps.SubmitAsync(Submission.Prepare(Expansion.Expand(SpecReading.Read(spec).Spec!), name));

    /// <summary>Takes ready stages until there are none; returns how many.</summary>
    /// <param name="errorOf">Why a stage fails; null completes it.</param>
    public static async Task<int> WorkAsync(
        TestLedger sweeps,
        string sweep,
        Func<StageDefinition, string?>? errorOf = null,
        int most = int.MaxValue
    )
    {
        var done = 0;
        while (
            done < most
            && await sweeps.AskAsync(ledger =>
                ledger.ReadReady(sweep, TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5), Math.Min(100, most - done))
            )
                is { Count: > 0 } ready
        )
        {
            foreach (var stage in ready)
            {
                var run = await sweeps.HandAsync(stage.StageId, "w");
                var lease = new Lease(stage.StageId, run!.Attempt, "w");
                if (errorOf?.Invoke(run.Stage) is { } error)
                    await sweeps.ParkAsync(lease, new AttemptEnd(error, TimeSpan.FromSeconds(1)));
                else
                    await sweeps.CompleteAsync(lease, Measured(run.Stage), [], TimeSpan.FromSeconds(1));
                done++;
            }
        }

        return done;
    }

    private static StageResult Measured(StageDefinition stage) =>
        MakeTrials.Measured(stage.Sparsity, Top1(stage)) with
        {
            Warnings =
                stage.Sparsity > 0.8 ? [string.Create(CultureInfo.InvariantCulture, $"layer 3 keeps no weight at {stage.Sparsity}")] : [],
        };
}
