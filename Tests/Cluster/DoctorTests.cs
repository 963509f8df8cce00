using System.Text.Json.Nodes;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster;

/// <summary><c>sweep doctor --broker</c> against a real broker that lets some in and others not.</summary>
public sealed class DoctorTests(DoctorTests.Users users) : IClassFixture<DoctorTests.Users>
{
    private const string Password = "correct-horse-battery-staple";

    /// <summary>What docs and --help say that the user needs, and no more.</summary>
    [Fact]
    public async Task Broker_UserWithTheRightsOfThePrograms_IsOkAndNothingIsLeft()
    {
        await users.Broker.ControlAsync("set_permissions", "study", "^sweep-.*", "^sweep-.*", "^sweep-.*");
        var (code, check) = await DoctorAsync("study");

        Assert.Equal((0, "ok"), (code, (string?)check["state"]));
        Assert.StartsWith($"study@{users.Broker.Host}, RabbitMQ ", (string?)check["found"], StringComparison.Ordinal);
        Assert.EndsWith("no program was here yet", (string?)check["found"], StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("", "^sweep-.*", "^sweep-.*")]
    [InlineData("^sweep-.*", "", "^sweep-.*")]
    [InlineData("^sweep-.*", "^sweep-.*", "")]
    public async Task Broker_RightThatLacks_FailsSaysHowToGiveItAndLeavesNothing(string configure, string write, string read)
    {
        await users.Broker.ControlAsync("set_permissions", "study", configure, write, read);
        var (code, check) = await DoctorAsync("study");

        Assert.Equal((1, "failed"), (code, (string?)check["state"]));
        Assert.Contains("making an exchange and a queue: the user lacks a right", (string?)check["found"], StringComparison.Ordinal);
        Assert.Contains("rabbitmqctl set_permissions -p / study '^sweep-'", (string?)check["remedy"], StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("stranger", "/", "refuses the user or the password")]
    [InlineData("study", "/elsewhere", "there is no such virtual host")]
    public async Task Broker_ThatRefuses_FailsAndNamesTheSettings(string user, string virtualHost, string found)
    {
        var (code, check) = await DoctorAsync(user, virtualHost);

        Assert.Equal((1, "failed"), (code, (string?)check["state"]));
        Assert.Contains(found, (string?)check["found"], StringComparison.Ordinal);
        Assert.Contains("SWEEP_BROKER__PASSWORD_FILE", (string?)check["remedy"], StringComparison.Ordinal);
        Assert.DoesNotContain(Password, check.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broker_OfACluster_TellsWhoTakesReports()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var doctor = ClusterProcess.Start(
            "sweep",
            ["doctor", "--broker", cluster.Broker.Host, "--server", cluster.Server.ToString(), "--format", "json"]
        );
        var code = await doctor.EndAsync();
        var checks = JsonNode.Parse(doctor.Said)!["checks"]!.AsArray();

        Assert.Equal(0, code);
        Assert.Equal(1, (int)checks.Single(check => (string?)check!["name"] == "broker")!["facts"]!["coordinators"]!);
        Assert.Equal("ok", (string?)checks.Single(check => (string?)check!["name"] == "coordinator")!["state"]);
    }

    /// <summary>One broker for all, with a user whose rights each test sets.</summary>
    public sealed class Users : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("sweep-doctor-").FullName;

        public string PasswordFile => Path.Combine(_folder, "password");

        internal RabbitBroker Broker { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Broker = await RabbitBroker.StartAsync([]);
            await File.WriteAllTextAsync(PasswordFile, Password + "\n", TestContext.Current.CancellationToken);
            await Broker.ControlAsync("add_user", "study", Password);
        }

        public async ValueTask DisposeAsync()
        {
            await Broker.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task NothingIsLeftAsync()
    {
        Assert.Equal("", (await users.Broker.ControlAsync("list_queues", "name")).Trim());
        Assert.DoesNotContain("sweep-doctor", await users.Broker.ControlAsync("list_exchanges", "name"), StringComparison.Ordinal);
    }

    private async Task<(int Code, JsonNode Check)> DoctorAsync(string user, string virtualHost = "/")
    {
        await using var doctor = ClusterProcess.Start(
            "sweep",
            ["doctor", "--broker", users.Broker.Host, "--format", "json"],
            new Dictionary<string, string>
            {
                ["SWEEP_BROKER__USER"] = user,
                ["SWEEP_BROKER__PASSWORD_FILE"] = users.PasswordFile,
                ["SWEEP_BROKER__VIRTUAL_HOST"] = virtualHost,
            }
        );
        var code = await doctor.EndAsync();
        return (code, Assert.Single(JsonNode.Parse(doctor.Said)!["checks"]!.AsArray())!);
    }
}
