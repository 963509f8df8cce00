using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Faults;

/// <summary>The broker's password is in nobody's sight.</summary>
public sealed class PasswordTests
{
    private const string Password = "correct-horse-battery-staple";

    [Fact]
    public async Task PasswordOfAFile_Works_AndIsInNoProcessListAndNoLog()
    {
        await using var cluster = await TestCluster.StartAsync();
        await AddUserAsync(cluster.Broker);
        var file = cluster.WriteFile("password", Password + "\n");
        string[] flags = ["--broker-user", "study", "--broker-password-file", file, "--log-level", "debug"];
        await cluster.Coordinator.KillAsync();
        cluster.CoordinatorFlags = [.. cluster.CoordinatorFlags, .. flags];
        await cluster.StartCoordinatorAsync();
        await cluster.Broker.ControlAsync("delete_user", "guest");
        var worker = await cluster.StartNoopAsync(flags);
        await cluster.SubmitAsync(Specs.Noop("secret", seeds: 4));
        await cluster.CompletesAsync("secret");

        foreach (var process in new[] { cluster.Coordinator, worker })
        {
            Assert.DoesNotContain(
                Password,
                await File.ReadAllTextAsync($"/proc/{process.Id}/cmdline", TestCluster.Stop),
                StringComparison.Ordinal
            );
        }

        worker.Signal("TERM");
        cluster.Coordinator.Signal("TERM");
        await worker.EndAsync();
        await cluster.Coordinator.EndAsync();
        Assert.DoesNotContain(Password, cluster.Said(), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, cluster.Broker.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongPassword_EndsTheProgramAndIsNotSaid()
    {
        await using var cluster = await TestCluster.StartAsync();
        var file = cluster.WriteFile("password", Password + "\n");
        var worker = cluster.BeginWorker("--engine", "noop", "--broker-password-file", file, "--log-level", "debug");

        await using var coordinator = ClusterProcess.Start(
            "sweep-coordinator",
            [
                "--home",
                Path.Combine(cluster.Home, "other"),
                "--listen",
                "127.0.0.1:0",
                "--page",
                "off",
                "--broker-hosts",
                cluster.Broker.Host,
                "--broker-password-file",
                file,
            ]
        );

        foreach (var process in new[] { worker, coordinator })
        {
            await process.SaysAsync("refuses the user or the password");
            Assert.Equal(2, await process.EndAsync());
            Assert.DoesNotContain(Password, process.Said, StringComparison.Ordinal);
        }
    }

    private static async Task AddUserAsync(RabbitBroker broker)
    {
        await broker.ControlAsync("add_user", "study", Password);
        // What docs and --help say that the user needs, and no more.
        await broker.ControlAsync("set_permissions", "study", "^sweep-.*", "^sweep-.*", "^sweep-.*");
    }
}
