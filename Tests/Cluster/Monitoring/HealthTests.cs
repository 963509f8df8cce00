using Sweep.Contracts.Messages;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Monitoring;

public class HealthTests
{
    [Fact]
    public async Task Health_BrokerComesAndGoes_IsAliveAndReadyWithIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        var worker = await cluster.StartNoopAsync();
        await IsAsync(cluster.Coordinator, "/readyz", 200, "leader: ok", "store: ok", "broker: ok", "hearing: ok");
        await IsAsync(worker, "/readyz", 200, "broker: ok", "slots: ok, 0 of 1 busy");

        await cluster.Broker.StopAsync();
        foreach (var process in new[] { cluster.Coordinator, worker })
        {
            await IsAsync(process, "/readyz", 503, "broker: failed, not connected");
            await IsAsync(process, "/livez", 200, "hearing: ok");
        }

        await cluster.Broker.StartAgainAsync();
        foreach (var process in new[] { cluster.Coordinator, worker })
            await IsAsync(process, "/readyz", 200, "broker: ok");
    }

    [Fact]
    public async Task Health_CoordinatorThatStandsBy_IsAliveAndNotReadyAndSaysSo()
    {
        await using var cluster = await TestCluster.StartAsync();
        var standby = cluster.BeginStandby(cluster.Home);
        await standby.SaysAsync("Standing by");
        await IsAsync(standby, "/livez", 200, "hearing: ok, nothing is to be heard yet");
        await IsAsync(standby, "/readyz", 503, "leader: failed, waits for");
        Assert.Equal(0, (await Scrape.OfAsync(standby)).Series["sweep_coordinator_leading"]);

        await cluster.Coordinator.KillAsync();
        await cluster.FollowAsync(standby);

        await IsAsync(standby, "/readyz", 200, "leader: ok");
        Assert.Equal(1, (await Scrape.OfAsync(standby)).Series["sweep_coordinator_leading"]);
    }

    [Fact]
    public async Task Health_WorkerThatDrains_IsAliveAndNotReady()
    {
        await using var cluster = await TestCluster.StartAsync();
        var gate = cluster.MakeGate();
        var worker = await cluster.StartNoopAsync(gate);
        await cluster.SubmitAsync(Specs.Noop("held", seeds: 1));
        await cluster.RunsAsync("held", 1);
        await cluster.SweepAsync("drain", "--all");

        await IsAsync(worker, "/readyz", 503, "slots: failed, the worker drains");
        await IsAsync(worker, "/livez", 200, "hearing: ok");
        gate.Open();
        Assert.Equal(0, await worker.EndAsync());
    }

    /// <summary>Its queue is taken away, and it may not consume from another: all that it sends goes well.</summary>
    [Fact]
    public async Task Health_WorkerThatNothingReaches_IsNotAliveAnyMore()
    {
        await using var cluster = await TestCluster.StartAsync(with: cluster => cluster.Heartbeat = "0.1s");
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        var worker = await cluster.StartNoopAsync();
        var id = await tap.FirstWorkerAsync();
        await tap.HearsAsync(id);
        await IsAsync(worker, "/livez", 200, "hearing: ok");

        await cluster.Broker.ControlAsync("set_permissions", "guest", ".*", ".*", "");
        await cluster.Broker.ControlAsync("delete_queue", QueueNames.Worker(id));

        await IsAsync(worker, "/livez", 503, "hearing: failed");
        // The broker is there: what is said to others arrives, and they are well.
        var heard = tap.Reports.Count;
        await Until.TrueAsync("the worker's reports arrive", () => tap.Reports.Count > heard);
        await IsAsync(cluster.Coordinator, "/livez", 200, "hearing: ok");
    }

    [Fact]
    public async Task Health_CoordinatorThatNothingReaches_IsNotAliveAnyMore()
    {
        await using var cluster = await TestCluster.StartAsync(with: cluster => cluster.CoordinatorFlags = ["--lease", "2s"]);
        // What it sends to itself has come at least once.
        await Until.TrueAsync(
            "it hears itself",
            async () =>
                (await Scrape.OfAsync(cluster.Coordinator)).Series.GetValueOrDefault("sweep_broker_received_total{redelivered=\"false\"}")
                > 0
        );
        await IsAsync(cluster.Coordinator, "/livez", 200, "hearing: ok");

        await cluster.Broker.ControlAsync("set_permissions", "guest", ".*", ".*", "");
        await cluster.Broker.ControlAsync("delete_queue", QueueNames.Reports);

        await IsAsync(cluster.Coordinator, "/livez", 503, "hearing: failed");
    }

    private static async Task IsAsync(ClusterProcess process, string path, int status, params string[] lines)
    {
        var answer = (Status: 0, Text: "");
        await Until.TrueAsync(
            $"{path} is {status} with {string.Join(", ", lines)}",
            async () =>
                (answer = await Scrape.HealthAsync(process, path)).Status == status
                && lines.All(line => answer.Text.Contains(line, StringComparison.Ordinal)),
            () => $"{answer.Status}\n{answer.Text}\n{process.Said}"
        );
    }
}
