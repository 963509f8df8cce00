using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Store;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Faults;

/// <summary>A store that cannot be written for a while.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task DiskFull_CoordinatorWaitsAndGoesOnWhenThereIsRoom()
    {
        Assert.SkipUnless(Environment.UserName == "root" && await CanMountAsync(), "Needs root, to mount a small file system of its own.");
        await using var cluster = await TestCluster.StartAsync(with: cluster =>
        {
            // In a mount namespace of the coordinator's own, which goes with it.
            Directory.CreateDirectory(cluster.Home);
            cluster.CoordinatorWrapper =
                ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=6m none \"$0\" && exec \"$@\"", cluster.Home];
        });
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        await cluster.StartNoopAsync(100, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("full", seeds: 60));
        await cluster.ReachesAsync("full", 10);

        var filler = Path.Combine(cluster.VisibleHome, "filler");
        Fill(filler);
        await cluster.Coordinator.SaysAsync("The store does not work");
        // What the workers have ends meanwhile, and its results wait.
        var completed = await CompletedAsync(cluster, "full");
        await Until.TrueAsync("the stages that run have ended", () => Ended(tap) > completed, cluster.State);
        Assert.True(await CompletedAsync(cluster, "full") < 60 * 2);
        File.Delete(filler);

        await cluster.Coordinator.SaysAsync("The store works again");
        await cluster.CompletesAsync("full");
        await AssertExecutedOnceAsync(cluster, tap, "full");
    }

    [Fact]
    public async Task LockedByAnother_CoordinatorWaitsAndGoesOnWhenItIsFree()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        await cluster.StartNoopAsync(100, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("locked", seeds: 40));
        await cluster.ReachesAsync("locked", 10);

        using (var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(cluster.Home, "sweep.db"), Pooling = false }.ToString()))
        {
            other.Open();
            Execute(other, "BEGIN IMMEDIATE");
            await cluster.Coordinator.SaysAsync("The store does not work");
            Execute(other, "ROLLBACK");
        }

        await cluster.Coordinator.SaysAsync("The store works again");
        await cluster.CompletesAsync("locked");
        await AssertExecutedOnceAsync(cluster, tap, "locked");
    }

    /// <summary>An attempt may be stored and not handed out, when the store fails between the two; it is released, and the next one executed.</summary>
    private static async Task AssertExecutedOnceAsync(TestCluster cluster, BusTap tap, string sweep)
    {
        var stages = await cluster.StagesAsync(sweep);
        Assert.All(stages, stage => Assert.Equal((0, 0), (stage.Failures, stage.Losses)));
        var begun = tap.Reports.SelectMany(report => report.Stages).OfType<StageStarted>().Select(report => new HeldAttempt(report.StageId, report.Attempt)).Distinct();
        Assert.Equal(stages.Select(stage => stage.Definition.Id).Order(), begun.Select(attempt => attempt.StageId).Order());
    }

    private static int Ended(BusTap tap) => tap.Reports.SelectMany(report => report.Stages).OfType<StageCompleted>().Select(report => report.StageId).Distinct().Count();

    private static async Task<long> CompletedAsync(TestCluster cluster, string sweep) => (await cluster.CountAsync(sweep))[StageState.Completed].Stages;

    /// <summary>Takes the last byte of its file system.</summary>
    private static void Fill(string file)
    {
        using var filler = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 65536, 4096, 1 })
        {
            try
            {
                while (true)
                    filler.Write(new byte[size]);
            }
            catch (IOException)
            {
                // Full, at this size.
            }
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task<bool> CanMountAsync()
    {
        using var probe = Process.Start(new ProcessStartInfo("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]) { RedirectStandardError = true })!;
        await probe.WaitForExitAsync(TestCluster.Stop);
        return probe.ExitCode == 0;
    }
}
