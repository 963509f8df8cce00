using Sweep.Contracts.States;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster;

/// <summary>An undisturbed cluster.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task Submit_TwoWorkers_BothWorkAndEachTrialCompletesOnce()
    {
        await using var cluster = await TestCluster.StartAsync();
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "2");
        await cluster.StartNoopAsync(gate, "--slots", "2");
        await cluster.SubmitAsync(Specs.Noop("small", seeds: 10));
        await cluster.RunsAsync("small", 4);
        gate.Open();
        await cluster.CompletesAsync("small");

        var trials = await cluster.TrialsAsync("small");
        Assert.Equal(20, trials.Count);
        Assert.All(trials, trial => Assert.Equal(TrialState.Completed, trial.State));
        var stages = (await cluster.CountAsync("small"))[StageState.Completed].Stages;
        Assert.Equal(20, stages);
        Assert.All(await cluster.StagesAsync("small"), stage => Assert.Equal((1, 0, 0), (stage.Attempt, stage.Losses, stage.Failures)));
        Assert.All(trials, trial => Assert.Contains(trial.Result!.Warnings, warning => warning.Contains("noop", StringComparison.Ordinal)));
    }
}
