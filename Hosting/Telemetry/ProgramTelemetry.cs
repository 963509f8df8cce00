using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Sweep.Hosting.Configuration;

namespace Sweep.Hosting.Telemetry;

/// <summary>
/// Exports the metrics and the health of a program, at an address of its own, and its traces. It starts before the rest of the program and
/// ends after it, so that one sees a program that waits or stops.
/// </summary>
public sealed class ProgramTelemetry : IAsyncDisposable
{
    /// <summary>The longest wait for fresh values before metrics are exported. After it the values from before are exported.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly TelemetryOptions _options;
    private readonly ProgramIdentity _program;
    private readonly IReadOnlyList<HealthPart> _parts;
    private readonly TimeProvider _time;
    private MeterProvider? _meters;
    private TracerProvider? _traces;
    private WebApplication? _server;
    private volatile Func<CancellationToken, Task> _look = _ => Task.CompletedTask;

    /// <param name="parts">The parts of the program's health.</param>
    public ProgramTelemetry(TelemetryOptions options, ProgramIdentity program, IReadOnlyList<HealthPart> parts, TimeProvider time) =>
        (_options, _program, _parts, _time) = (options, program, parts, time);

    /// <summary>The address of metrics and health; null when nothing listens.</summary>
    public string? Url => _server?.Urls.First();

    /// <summary>Starts the exports. A second call does nothing.</summary>
    /// <exception cref="SettingsException">The address is taken; it may be free later.</exception>
    public async Task StartAsync()
    {
        if (_options.Otlp is { } collector)
        {
            _traces ??= Sdk.CreateTracerProviderBuilder()
                .ConfigureResource(Describe)
                .AddSource(Traces.Coordinator.Name, Traces.Worker.Name)
                .SetSampler(new Traces.StageSampler(_options.TraceRatio))
                .AddOtlpExporter(exporter => exporter.Endpoint = collector)
                .Build();
        }

        if (_options.Metrics is not { } address || _server is not null)
            return;
        if (await TryListenAsync(address).ConfigureAwait(false) is not { } refusal)
            return;
        if (!_options.IsUsual || await TryListenAsync(new IPEndPoint(address.Address, 0)).ConfigureAwait(false) is not null)
        {
            throw new SettingsException([
                $"metrics: {address} cannot be listened on ({refusal.Message}). --metrics {IPAddress.Loopback}:0 takes a free port, --metrics off does without.",
            ]);
        }
    }

    /// <summary>Sets what runs before metrics are exported, so that all of them are of one moment.</summary>
    public void Look(Func<CancellationToken, Task> look) => _look = look;

    /// <summary>
    /// Serves the metrics at <c>/metrics</c> of another server too, under its access rules. Returns null when nothing is measured.
    /// </summary>
    public IEndpointConventionBuilder? MapMetrics(IEndpointRouteBuilder routes) =>
        _meters is null
            ? null
            : routes.MapPrometheusScrapingEndpoint("/metrics", _meters, branch => branch.Use(LookFirstAsync), optionsName: null!);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        _meters?.Dispose();
        // It first sends the traces that wait.
        _traces?.Dispose();
    }

    /// <returns>Why the address cannot be listened on; null on success.</returns>
    private async Task<SocketException?> TryListenAsync(IPEndPoint address)
    {
        var server = Build(address);
        try
        {
            await server.StartAsync().ConfigureAwait(false);
            _server = server;
            return null;
        }
        catch (Exception error) when (error.GetBaseException() is SocketException refusal)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            return refusal;
        }
    }

    private WebApplication Build(IPEndPoint address)
    {
        _meters ??= Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => Describe(resource))
            .AddMeter([.. Meters.Shown])
            .AddView(Meters.View)
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddPrometheusExporter(exporter => (exporter.ScrapeResponseCacheDurationMilliseconds, exporter.ScopeInfoEnabled) = (0, false))
            .Build();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Listen(address);
            });
        // Requests for the metrics are not measured themselves.
        builder.Services.AddSingleton<System.Diagnostics.Metrics.IMeterFactory, UnheardMeters>();
        builder.Services.AddRoutingCore().AddHealth(_parts);
        var server = builder.Build();
        server.UseOpenTelemetryPrometheusScrapingEndpoint(
            _meters,
            predicate: null,
            path: "/metrics",
            configureBranchedPipeline: branch => branch.Use(LookFirstAsync),
            optionsName: null
        );
        server.MapHealth();
        return server;
    }

    private async Task LookFirstAsync(HttpContext http, RequestDelegate next)
    {
        await LookAsync(http.RequestAborted).ConfigureAwait(false);
        await next(http).ConfigureAwait(false);
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            await _look(cancellation).WaitAsync(_patience, _time, cancellation).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // Other metrics show what made this fail.
        }
    }

    private void Describe(ResourceBuilder resource) =>
        resource
            .Clear()
            .AddService(
                _program.Name,
                serviceVersion: _program.Version,
                autoGenerateServiceInstanceId: false,
                serviceInstanceId: _program.Instance
            );

    private sealed class UnheardMeters : System.Diagnostics.Metrics.IMeterFactory
    {
        private readonly System.Diagnostics.Metrics.Meter _meter = new("Sweep.Unheard");

        public System.Diagnostics.Metrics.Meter Create(System.Diagnostics.Metrics.MeterOptions options) => _meter;

        public void Dispose() => _meter.Dispose();
    }
}
