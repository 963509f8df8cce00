using Sweep.Contracts.Results;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class SubmissionTests
{
    private const string Spec = """
        name: small
        grid:
          dataset: mnist
          architecture: vgg16
          mode: from-scratch
          sparsity: [0, 0.5, 0.9]
          seed: [1, 2]
          width: [0.25, 0.5]
        training: { epochs: 2 }
        priority: 7
        limits: { retries: 4 }
        """;

    [Fact]
    public async Task Submit_Tree_StoresItsStagesTrialsAndLimits()
    {
        await using var coordinator = await DispatchFixture.StartAsync();
        var reading = SpecReading.Read(Spec);
        Assert.Empty(reading.Problems);
        var tree = Expansion.Expand(reading.Spec!);

        Assert.Equal(SubmitOutcome.Submitted, await coordinator.Ledger.SubmitAsync(Submission.Prepare(tree, "mine")));
        Assert.Equal(SubmitOutcome.IsThere, await coordinator.Ledger.SubmitAsync(Submission.Prepare(tree, "mine")));

        var sweep = await coordinator.Ledger.Reader.FindSweepAsync("mine", DispatchFixture.Stop);
        Assert.Equal((7, 4, reading.Spec!.Hash), (sweep!.Priority, sweep.Retries, sweep.SpecHash));
        var counts = await coordinator.Ledger.AskAsync(ledger => ledger.Count("mine"));
        Assert.Equal((12, 12), (counts.Total.Trials, counts.Total.Stages));
        Assert.True(counts.Total.Cost > 0);
        var trials = new List<TrialResult>();
        await foreach (var trial in coordinator.Ledger.Reader.ReadTrialsAsync("mine", DispatchFixture.Stop))
            trials.Add(trial);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => tree.Trial(i).Sparsity), trials.Select(trial => trial.Sparsity));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => tree.Trial(i).Axes["width"]), trials.Select(trial => trial.Axes["width"]));
    }

    [Fact]
    public async Task Submit_Tree_LongestRemainingChainIsReadyFirst()
    {
        await using var coordinator = await DispatchFixture.StartAsync();
        var tree = Expansion.Expand(SpecReading.Read(Spec).Spec!);
        await coordinator.Ledger.SubmitAsync(Submission.Prepare(tree, "mine"));

        var ready = await coordinator.Ledger.AskAsync(ledger => ledger.ReadReady("mine", coordinator.Time.GetUtcNow(), TimeSpan.Zero, 10));
        var first = await coordinator.Ledger.Reader.FindStageAsync(ready[0].StageId, DispatchFixture.Stop);

        Assert.Equal(4, ready.Count);
        Assert.Equal(0.5, first!.Definition.Model.Width);
        Assert.True(ready[0].Chain > Submission.Cost(first.Definition));
    }
}
