using System.Globalization;
using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster;

/// <summary>What users order takes effect at once, however much is waiting.</summary>
public sealed class SteeringTests
{
    private const int Ready = 100_000;
    private const int Slots = 4;

    [Fact]
    public async Task PauseAndCancel_With100000ReadyStages_WorkersStopWithinTwoHeartbeats()
    {
        await using var cluster = await TestCluster.StartAsync(with: cluster => cluster.Heartbeat = "1m");
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        // Stages that do not end, and nothing changes but by our orders: each status is a heartbeat, or says that one was obeyed. With
        // the longest heartbeats there are, no machine is so slow that it takes two of them to pass on an order at once.
        var gate = cluster.MakeGate();
        for (var worker = 0; worker < 2; worker++)
            await cluster.StartNoopAsync(gate, "--slots", Slots.ToString(CultureInfo.InvariantCulture));
        await cluster.SubmitAsync(Large("large"));
        await cluster.RunsAsync("large", 8);
        Assert.Equal(Ready - 8, (await cluster.CountAsync("large"))[StageState.Ready].Stages);

        await ActsAsync(cluster, tap, "pause");
        Assert.Equal(Ready, (await cluster.CountAsync("large"))[StageState.Ready].Stages);

        await cluster.SweepAsync("resume", "large");
        await cluster.RunsAsync("large", 8);
        await ActsAsync(cluster, tap, "cancel");
    }

    private static async Task ActsAsync(TestCluster cluster, BusTap tap, string verb)
    {
        await cluster.SweepAsync(verb, "large");
        // The command has returned: what is said from here on counts.
        var before = tap.Reports.Count;
        await Until.TrueAsync(
            $"both workers have given back what they had after {verb}",
            () => Workers(tap).All(worker => Last(tap, worker).Held.Count == 0),
            cluster.State
        );
        foreach (var worker in Workers(tap))
        {
            // Not those that say of some of its stages that they have ended.
            var heartbeats = tap.Reports.Skip(before).Count(report => report.WorkerId == worker && report.Status?.Held.Count == Slots);
            Assert.True(heartbeats <= 2, $"{worker} went on for {heartbeats} heartbeats after {verb}.");
        }

        await Until.TrueAsync(
            "none is running",
            async () =>
                await cluster.CountAsync("large") is var counts
                && counts[StageState.Running].Stages + counts[StageState.Queued].Stages == 0,
            cluster.State
        );
    }

    private static List<string> Workers(BusTap tap) => [.. tap.Reports.Select(report => report.WorkerId).Distinct()];

    private static WorkerStatus Last(BusTap tap, string worker) =>
        tap.Reports.Last(report => report.WorkerId == worker && report.Status is not null).Status!;

    private static string Large(string name) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            name: {{name}}
            grid:
              dataset: mnist
              architecture: vgg16
              mode: from-scratch
              sparsity: 0
              seed: [{{string.Join(", ", Enumerable.Range(1, 1000))}}]
              training.lr: [{{string.Join(
                ", ",
                Enumerable.Range(1, Ready / 1000).Select(step => (step * 0.001).ToString("R", CultureInfo.InvariantCulture))
            )}}]
            training: { epochs: 1 }
            """
        );
}
