using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Faults;

/// <summary>A store that cannot be written for a while.</summary>
public sealed class StoreTests
{
    /// <summary>Each is two stages.</summary>
    private const int Seeds = 60;

    [Fact]
    public async Task DiskFull_CoordinatorWaitsAndGoesOnWhenThereIsRoom()
    {
        Assert.SkipUnless(Environment.UserName == "root" && await CanMountAsync(), "Needs root, to mount a small file system of its own.");
        await using var cluster = await TestCluster.StartAsync(with: cluster =>
        {
            // In a mount namespace of the coordinator's own, which goes with it.
            Directory.CreateDirectory(cluster.Home);
            cluster.CoordinatorWrapper =
            [
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=6m none \"$0\" && exec \"$@\"",
                cluster.Home,
            ];
        });
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("full", seeds: Seeds));
        gate.Release(10);
        await cluster.ReachesAsync("full", completed: 10, running: 4);

        var filler = Path.Combine(cluster.VisibleHome, "filler");
        Fill(filler);
        // SQLite goes on in what room it has in its files; one stage at a time ends until there is none.
        var ended = 10;
        for (; !cluster.Coordinator.Says("The store does not work"); ended++)
        {
            Assert.True(ended < 2 * Seeds, "The sweep was completed on a full disk.");
            gate.Release();
            await tap.CompletedAsync(ended + 1);
            await Until.TrueAsync(
                "it is stored, or cannot be",
                async () =>
                    cluster.Coordinator.Says("The store does not work")
                    || (await cluster.CountAsync("full"))[StageState.Completed].Stages > ended,
                cluster.State
            );
        }

        // What the workers have ends meanwhile, and its results wait.
        gate.Release(3);
        await tap.CompletedAsync(ended + 3);
        Assert.True((await cluster.CountAsync("full"))[StageState.Completed].Stages < ended + 3);
        gate.Open();
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
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("locked", seeds: 40));
        gate.Release(10);
        await cluster.ReachesAsync("locked", completed: 10, running: 4);

        using (
            var other = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = Path.Combine(cluster.Home, "sweep.db"), Pooling = false }.ToString()
            )
        )
        {
            other.Open();
            Execute(other, "BEGIN IMMEDIATE");
            gate.Release(4);
            await tap.CompletedAsync(14);
            await cluster.Coordinator.SaysAsync("The store does not work");
            Assert.Equal(10, (await cluster.CountAsync("locked"))[StageState.Completed].Stages);
            // Who asks is answered from memory, and told.
            await Until.TrueAsync(
                "the list says so",
                async () => (await cluster.SweepAsync("list")).Contains("store does not work", StringComparison.Ordinal),
                cluster.State
            );
            Assert.Contains("locked", await cluster.SweepAsync("list"), StringComparison.Ordinal);
            Assert.NotEqual("", (await FirstNewsAsync(cluster)).GetProperty("storeFault").GetString());
            Execute(other, "ROLLBACK");
        }

        gate.Open();

        await cluster.Coordinator.SaysAsync("The store works again");
        await cluster.CompletesAsync("locked");
        await AssertExecutedOnceAsync(cluster, tap, "locked");
        Assert.DoesNotContain("store does not work", await cluster.SweepAsync("list"), StringComparison.Ordinal);
        Assert.Equal("", (await FirstNewsAsync(cluster)).GetProperty("storeFault").GetString());
    }

    /// <summary>The first message of the stream that the page reads.</summary>
    private static async Task<JsonElement> FirstNewsAsync(TestCluster cluster)
    {
        using var http = new HttpClient();
        await using var stream = await http.GetStreamAsync(new Uri(cluster.Page, "/v1/events"), TestCluster.Stop);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(TestCluster.Stop) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
                return JsonDocument.Parse(line["data:".Length..]).RootElement;
        }

        throw new EndOfStreamException("The stream ended before it said anything.");
    }

    /// <summary>An attempt may be stored and not handed out, when the store fails between the two; it is released, and the next one executed.</summary>
    private static async Task AssertExecutedOnceAsync(TestCluster cluster, BusTap tap, string sweep)
    {
        var stages = await cluster.StagesAsync(sweep);
        Assert.All(stages, stage => Assert.Equal((0, 0), (stage.Failures, stage.Losses)));
        await tap.CompletedAsync(stages.Count);
        var begun = tap.Stages.OfType<StageStarted>().Select(report => new HeldAttempt(report.StageId, report.Attempt)).Distinct();
        Assert.Equal(stages.Select(stage => stage.Definition.Id).Order(), begun.Select(attempt => attempt.StageId).Order());
    }

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
        using var probe = Process.Start(
            new ProcessStartInfo("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]) { RedirectStandardError = true }
        )!;
        await probe.WaitForExitAsync(TestCluster.Stop);
        return probe.ExitCode == 0;
    }
}
