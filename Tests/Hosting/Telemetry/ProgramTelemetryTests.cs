using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Sweep.Hosting.Configuration;
using Sweep.Hosting.Telemetry;

namespace Sweep.Tests.Hosting.Telemetry;

public class ProgramTelemetryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_FreePort_ExportsMetricsAndTheProgramsIdentity()
    {
        using var meter = new Meter(Meters.Transport);
        var seen = 0;
        await using var telemetry = await StartAsync([]);
        meter.CreateObservableGauge("sweep.test.looks", () => seen, "s");
        telemetry.Look(_ =>
        {
            seen++;
            return Task.CompletedTask;
        });
        using var http = new HttpClient();

        var first = await http.GetStringAsync(telemetry.Url + "/metrics", Stop);
        var second = await http.GetStringAsync(telemetry.Url + "/metrics", Stop);

        Assert.Contains("sweep_test_looks_seconds{} 1", first, StringComparison.Ordinal);
        Assert.Contains("sweep_test_looks_seconds{} 2", second, StringComparison.Ordinal);
        Assert.Contains("service_name=\"sweep-test\"", first, StringComparison.Ordinal);
        Assert.Contains("service_instance_id=\"here\"", first, StringComparison.Ordinal);
        // Requests for the metrics are not measured.
        Assert.DoesNotContain("http_server", second, StringComparison.Ordinal);
    }

    /// <summary>Lists how the exporter writes the units that these tests use.</summary>
    [Theory]
    [InlineData("By", "bytes")]
    [InlineData("s", "seconds")]
    [InlineData("W", "watts")]
    [InlineData("Cel", "celsius")]
    [InlineData("{image}/s", "per_second")]
    public async Task Start_Units_ArePartOfTheNames(string unit, string written)
    {
        using var meter = new Meter(Meters.Transport);
        await using var telemetry = await StartAsync([]);
        meter.CreateObservableGauge($"sweep.test.{written}.of", () => 1, unit);
        using var http = new HttpClient();

        Assert.Contains(
            $"sweep_test_{written}_of_{written}{{}} 1",
            await http.GetStringAsync(telemetry.Url + "/metrics", Stop),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Look_Failure_StillExportsMetrics()
    {
        await using var telemetry = await StartAsync([]);
        telemetry.Look(_ => throw new InvalidOperationException());
        using var http = new HttpClient();

        Assert.Contains(
            "dotnet_process_memory_working_set_bytes",
            await http.GetStringAsync(telemetry.Url + "/metrics", Stop),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(true, true, 200, 200)]
    [InlineData(true, false, 200, 503)]
    [InlineData(false, true, 503, 503)]
    public async Task Health_FailingParts_AreNamedAndDecideTheStatus(bool isVitalWell, bool isOtherWell, int live, int ready)
    {
        await using var telemetry = await StartAsync([
            new("heart", IsVital: true, () => new(isVitalWell)),
            new("hand", IsVital: false, () => new(isOtherWell, "it is cold")),
        ]);
        using var http = new HttpClient();

        using var livez = await http.GetAsync(telemetry.Url + "/livez", Stop);
        using var readyz = await http.GetAsync(telemetry.Url + "/readyz", Stop);

        Assert.Equal((live, ready), ((int)livez.StatusCode, (int)readyz.StatusCode));
        Assert.Equal($"heart: {(isVitalWell ? "ok" : "failed")}\n", await livez.Content.ReadAsStringAsync(Stop));
        Assert.Equal(
            $"heart: {(isVitalWell ? "ok" : "failed")}\nhand: {(isOtherWell ? "ok" : "failed")}, it is cold\n",
            await readyz.Content.ReadAsStringAsync(Stop)
        );
    }

    [Fact]
    public async Task Start_TakenPort_IsReportedAndStartCanBeRetried()
    {
        var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = (IPEndPoint)other.LocalEndpoint;
        await using var telemetry = Make(new TelemetryOptions { Metrics = address }, []);

        var refusal = await Assert.ThrowsAsync<SettingsException>(telemetry.StartAsync);

        Assert.StartsWith($"metrics: {address} cannot be listened on", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("--metrics 127.0.0.1:0 takes a free port, --metrics off does without.", refusal.Message, StringComparison.Ordinal);
        other.Dispose();
        await telemetry.StartAsync();
        Assert.Equal($"http://{address}", telemetry.Url);
    }

    [Fact]
    public async Task Start_TakenDefaultPort_TakesAFreeOne()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = (IPEndPoint)other.LocalEndpoint;
        await using var telemetry = Make(TelemetryOptions.Usual(address.Port), []);
        await telemetry.StartAsync();

        Assert.StartsWith("http://127.0.0.1:", telemetry.Url, StringComparison.Ordinal);
        Assert.NotEqual($"http://{address}", telemetry.Url);
    }

    [Fact]
    public async Task Start_Off_ListensNowhere()
    {
        await using var telemetry = Make(TelemetryOptions.None, []);
        await telemetry.StartAsync();

        Assert.Null(telemetry.Url);
    }

    private static async Task<ProgramTelemetry> StartAsync(IReadOnlyList<HealthPart> parts)
    {
        var telemetry = Make(new TelemetryOptions { Metrics = new(IPAddress.Loopback, 0) }, parts);
        await telemetry.StartAsync();
        return telemetry;
    }

    private static ProgramTelemetry Make(TelemetryOptions options, IReadOnlyList<HealthPart> parts) =>
        new(options, new ProgramIdentity("sweep-test", "1.2.3", "here"), parts, TimeProvider.System);
}
