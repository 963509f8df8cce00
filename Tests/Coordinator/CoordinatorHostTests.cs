using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Configuration;
using Sweep.Coordinator.Home;
using Sweep.Hosting.Configuration;
using Sweep.Hosting.Logs;
using Sweep.Hosting.Telemetry;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Coordinator;

public class CoordinatorHostTests
{
    [Fact]
    public async Task Run_HomeOfAnotherProcess_SaysWhose()
    {
        using var folder = new TemporaryFolder();
        using var other = HomeLock.Take(new SweepHome(folder.Path));
        var refusal = await Assert.ThrowsAsync<SettingsException>(() => CoordinatorHost.RunAsync(Settings(folder, port: 0)));

        Assert.Equal(
            $"home: Process {Environment.ProcessId} runs the sweeps in {folder.Path}. Wait for it, stop it, or use another --home.",
            refusal.Message
        );
    }

    [Fact]
    public async Task Run_AddressThatIsTaken_SaysSo()
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var refusal = await Assert.ThrowsAsync<SettingsException>(() => CoordinatorHost.RunAsync(Settings(folder, port)));

        Assert.StartsWith($"listen: 127.0.0.1:{port} cannot be listened on", refusal.Message, StringComparison.Ordinal);
        // The home is free again.
        HomeLock.Take(new SweepHome(folder.Path)).Dispose();
    }

    [Fact]
    public async Task Run_AddressOfMetricsThatIsTaken_SaysSo()
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var refusal = await Assert.ThrowsAsync<SettingsException>(() =>
            CoordinatorHost.RunAsync(
                Settings(folder, port: 0) with
                {
                    Telemetry = new TelemetryOptions { Metrics = new(IPAddress.Loopback, port) },
                }
            )
        );

        Assert.StartsWith($"metrics: 127.0.0.1:{port} cannot be listened on", refusal.Message, StringComparison.Ordinal);
        HomeLock.Take(new SweepHome(folder.Path)).Dispose();
    }

    /// <summary>A closed terminal is told from a nohup, also while there is no broker.</summary>
    [Theory]
    [InlineData("--default-signal=HUP", "HUP")]
    [InlineData("--ignore-signal=HUP", "TERM")]
    public async Task HangUp_OfAProcess_EndsItUnlessItIsIgnored(string signals, string end)
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(
            "env",
            [
                signals,
                Path.Combine(AppContext.BaseDirectory, "sweep-coordinator"),
                "--home",
                folder.Path,
                "--listen",
                "127.0.0.1:0",
                "--page",
                "off",
                "--metrics",
                "off",
                "--broker-hosts",
                $"127.0.0.1:{Ports.Free()}",
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("SWEEP_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        using var process = Process.Start(start)!;
        Assert.StartsWith(
            "sweep-coordinator ",
            await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        var ignored =
            Convert.ToUInt64(
                File.ReadLines($"/proc/{process.Id}/status")
                    .Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..]
                    .Trim(),
                16
            ) & 1;
        Assert.Equal(end == "TERM" ? 1UL : 0, ignored);

        using var kill = Process.Start("kill", [$"-{end}", $"{process.Id}"]);
        _ = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    private static CoordinatorSettings Settings(TemporaryFolder folder, int port) =>
        CoordinatorSettings.Default with
        {
            Home = folder.Path,
            Broker = null,
            Api = new ApiOptions { Listen = new(IPAddress.Loopback, port), Page = null },
            Telemetry = TelemetryOptions.None,
            Log = LogOptions.Default with { Level = LogLevel.None },
        };
}
