using Microsoft.Data.Sqlite;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Monitoring;

/// <summary>Faults that are made in a real cluster are seen by the alerts' expressions in a real Prometheus, and no longer when they are over.</summary>
public class FaultAlertTests
{
    [Fact]
    public async Task Alerts_OfFaultsThatAreMade_SeeThemAndTheirEnd()
    {
        await using var cluster = await TestCluster.StartAsync(with: cluster => cluster.HoldLeases());
        var gate = cluster.MakeGate();
        var worker = await cluster.StartNoopAsync(gate, "--slots", "4");
        await using var prometheus = await Prometheus.StartAsync(cluster.Coordinator, worker);

        // Four stages are lost.
        await cluster.SubmitAsync(Specs.Noop("lost", seeds: 20));
        await cluster.RunsAsync("lost", 4);
        worker.Signal("STOP");
        await cluster.LapseAsync("lost");
        await SeesAsync("SweepLeasesExpire");
        worker.Signal("CONT");

        await cluster.RunsAsync("lost", 4);
        using (
            var other = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = Path.Combine(cluster.Home, "sweep.db"), Pooling = false }.ToString()
            )
        )
        {
            other.Open();
            Execute(other, "BEGIN IMMEDIATE");
            gate.Release(4);
            await SeesAsync("SweepStoreUnreachable");
            Execute(other, "ROLLBACK");
        }

        await SeesNoMoreAsync("SweepStoreUnreachable");

        // Nobody takes what is ready: the only worker takes no more, and then is none.
        await cluster.SweepAsync("cancel", "lost");
        await cluster.SubmitAsync(Specs.Noop("ready", seeds: 2));
        await cluster.RunsAsync("ready", 2);
        await cluster.SubmitAsync(Specs.Noop("more", seeds: 20));
        await cluster.SweepAsync("drain", "all");
        await SeesAsync("SweepWorkersTakeNothing");
        worker.Signal("TERM");
        await worker.EndAsync();
        await cluster.Clock.PassALeaseAsync();
        await SeesAsync("SweepNoWorkers");

        await cluster.Broker.StopAsync();
        await SeesAsync("SweepBrokerUnreachable");
        await cluster.Broker.StartAgainAsync();
        await SeesNoMoreAsync("SweepBrokerUnreachable");

        await cluster.Coordinator.KillAsync();
        await SeesAsync("SweepCoordinatorGone");

        Task SeesAsync(string alert) => Until.TrueAsync($"{alert} sees it", async () => await CountAsync(alert) > 0, cluster.State);

        Task SeesNoMoreAsync(string alert) =>
            Until.TrueAsync($"{alert} sees nothing more", async () => await CountAsync(alert) == 0, cluster.State);

        async Task<int> CountAsync(string alert) =>
            (await prometheus.AskAsync(Alerts.All().Single(known => known.Name == alert).Expression)).Count;
    }

    private static void Execute(SqliteConnection database, string statement)
    {
        using var command = database.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
