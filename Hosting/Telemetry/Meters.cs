using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Sweep.Hosting.Telemetry;

/// <summary>Names the meters, and decides which instruments are exported.</summary>
public static class Meters
{
    public const string Coordinator = "Sweep.Coordinator";
    public const string Transport = "Sweep.Transport";
    public const string Worker = "Sweep.Worker";

    /// <summary>The bounds of buckets, in seconds, for durations of up to half a minute.</summary>
    public static InstrumentAdvice<double> Soon { get; } =
        new() { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30] };

    /// <summary>The bounds of buckets, in seconds, for durations of up to a day.</summary>
    public static InstrumentAdvice<double> Long { get; } =
        new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 28800, 86400] };

    /// <summary>The bounds of buckets for counts.</summary>
    public static InstrumentAdvice<long> Counts { get; } =
        new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000, 1_000_000] };

    /// <summary>The meters that are exported: ours, and those of the frameworks that say something about a program's work.</summary>
    internal static IReadOnlyList<string> Shown { get; } =
    [Coordinator, Transport, Worker, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>Keeps the useful instruments of the frameworks, and of their labels those that have few values.</summary>
    internal static MetricStreamConfiguration? View(Instrument instrument) =>
        instrument.Meter.Name switch
        {
            Coordinator or Transport or Worker => null,
            "System.Runtime" => instrument.Name switch
            {
                "dotnet.exceptions" => Labels(),
                "dotnet.process.cpu.time"
                or "dotnet.process.memory.working_set"
                or "dotnet.gc.pause.time"
                or "dotnet.gc.collections"
                or "dotnet.gc.heap.total_allocated"
                or "dotnet.gc.last_collection.heap.size"
                or "dotnet.thread_pool.thread.count"
                or "dotnet.thread_pool.queue.length" => null,
                _ => MetricStreamConfiguration.Drop,
            },
            _ => instrument.Name switch
            {
                "http.server.request.duration" => Labels(
                    "http.request.method",
                    "http.route",
                    "http.response.status_code",
                    "rpc.grpc.status_code"
                ),
                "http.server.active_requests" or "kestrel.active_connections" => Labels(),
                _ => MetricStreamConfiguration.Drop,
            },
        };

    private static MetricStreamConfiguration Labels(params string[] kept) => new() { TagKeys = kept };
}
