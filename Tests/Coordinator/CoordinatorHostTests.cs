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

namespace Sweep.Tests.Coordinator;

public class CoordinatorHostTests
{
    [Fact]
    public async Task Run_HomeOfAnotherProcess_SaysWhose()
    {
        using var folder = new TemporaryFolder();
        using var other = HomeLock.Take(new SweepHome(folder.Path));
        var refusal = await Assert.ThrowsAsync<SettingsException>(() => CoordinatorHost.RunAsync(Settings(folder, port: 0)));

        Assert.Equal($"home: Process {Environment.ProcessId} runs the sweeps in {folder.Path}. Wait for it, stop it, or use another --home.", refusal.Message);
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
        var refusal = await Assert.ThrowsAsync<SettingsException>(() => CoordinatorHost.RunAsync(Settings(folder, port: 0) with { Telemetry = new TelemetryOptions { Metrics = new(IPAddress.Loopback, port) } }));

        Assert.StartsWith($"metrics: 127.0.0.1:{port} cannot be listened on", refusal.Message, StringComparison.Ordinal);
        HomeLock.Take(new SweepHome(folder.Path)).Dispose();
    }

    private static CoordinatorSettings Settings(TemporaryFolder folder, int port) => CoordinatorSettings.Default with
    {
        Home = folder.Path,
        Broker = null,
        Api = new ApiOptions { Listen = new(IPAddress.Loopback, port), Page = null },
        Telemetry = TelemetryOptions.None,
        Log = LogOptions.Default with { Level = LogLevel.None },
    };
}
