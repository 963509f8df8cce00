using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sweep.Api.V1;
using Sweep.Coordinator.Api.Security;
using Sweep.Coordinator.Home;

namespace Sweep.Tests.Coordinator.Api.Auditing;

public class AuditTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_ThatChange_AreWrittenWithWhoAndWhatCameOfIt()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var server = await ApiServer.StartAsync(time: time);
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        var ada = server.AddToken("ada", Role.Operator);
        var eve = server.AddToken("eve", Role.Viewer);
        using var http = server.NewHttp();
        await http.AskAsync(HttpMethod.Post, "/v1/sweeps/small:pause", new JsonObject(), Bearer(ada));
        await http.AskAsync(HttpMethod.Post, "/v1/sweeps/none:pause", new JsonObject(), Bearer(ada));
        await http.AskAsync(HttpMethod.Post, "/v1/sweeps/small:cancel", new JsonObject(), Bearer(eve));
        await http.AskAsync("/v1/sweeps", Bearer("sweep_guess"));
        await http.AskAsync("/v1/sweeps", Bearer(ada));
        await http.AskAsync(HttpMethod.Post, "/v1/session", new JsonObject { ["token"] = "guess" });
        await Assert.ThrowsAsync<RpcException>(() =>
            server
                .Workers.DrainWorkerAsync(
                    new DrainWorkerRequest { Host = "node1" },
                    new Metadata { { "authorization", $"Bearer {ada}" } },
                    cancellationToken: Stop
                )
                .ResponseAsync
        );

        var lines = server.Audit();
        Assert.Equal(
            [
                ("local", "/sweep.v1.Sweeps/Submit", "small", "OK"),
                ("ada", "/sweep.v1.Sweeps/Pause", "small", "OK"),
                ("ada", "/sweep.v1.Sweeps/Pause", "none", "NOT_FOUND"),
                ("eve", "/sweep.v1.Sweeps/Cancel", null, "FORBIDDEN"),
                (null, "/sweep.v1.Sweeps/List", null, "UNAUTHENTICATED"),
                (null, "login", null, "UNAUTHENTICATED"),
                ("ada", "/sweep.v1.Workers/DrainWorker", "node1", "NOT_FOUND"),
            ],
            lines.Select(line => ((string?)line["who"], (string)line["method"]!, (string?)line["sweep"], (string)line["outcome"]!))
        );
        Assert.All(lines, line => Assert.Equal("127.0.0.1", (string)line["remote"]!));
        Assert.All(lines, line => Assert.Equal(time.GetUtcNow(), (DateTimeOffset)line["time"]!));
        var text = await File.ReadAllTextAsync(new SweepHome(server.Home).Audit(0), Stop);
        Assert.All([ada, eve, "guess"], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(new SweepHome(server.Home).Audit(0)));
    }

    [Fact]
    public void Write_ManyLines_KeepsAFewFilesOfBoundedSize()
    {
        using var folder = new TemporaryFolder();
        var home = new SweepHome(folder.Path);
        var audit = new AuditLog(home, TimeProvider.System, NullLogger<AuditLog>.Instance) { MaxFile = 2000 };
        for (var i = 0; i < 200; i++)
            audit.Write(new DefaultHttpContext(), "ada", "/sweep.v1.Sweeps/Pause", $"sweep-{i}", "OK");

        var files = Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order();
        Assert.Equal(["audit.1.jsonl", "audit.2.jsonl", "audit.3.jsonl", "audit.4.jsonl", "audit.jsonl"], files);
        Assert.All(Directory.GetFiles(folder.Path), file => Assert.InRange(new FileInfo(file).Length, 1, 2300));
        Assert.Contains("sweep-199", File.ReadLines(home.Audit(0)).Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FileThatCannotBeWritten_PutsTheLineIntoTheLog()
    {
        using var folder = new TemporaryFolder();
        var home = new SweepHome(folder.Path);
        Directory.CreateDirectory(home.Audit(0));
        var logged = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(new LogQueue(logged)));
        new AuditLog(home, TimeProvider.System, logs.CreateLogger<AuditLog>()).Write(
            new DefaultHttpContext(),
            "ada",
            "/sweep.v1.Sweeps/Pause",
            "small",
            "OK"
        );

        Assert.Contains("\"who\":\"ada\"", Assert.Single(logged), StringComparison.Ordinal);
    }

    private static (string, string) Bearer(string token) => ("Authorization", $"Bearer {token}");
}
