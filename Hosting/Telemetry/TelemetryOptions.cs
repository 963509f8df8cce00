using System.Net;

namespace Sweep.Hosting.Telemetry;

/// <summary>What a program lets others see of its work.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Of the coordinator, unless it is told otherwise.</summary>
    public const int CoordinatorPort = 5082;

    /// <summary>Of a worker, unless it is told otherwise.</summary>
    public const int WorkerPort = 5083;

    public static TelemetryOptions None { get; } = new();

    /// <summary>Where metrics and health are, over HTTP; port 0 takes a free one. Null for nowhere: then nothing is measured.</summary>
    public IPEndPoint? Metrics { get; init; }

    /// <summary>Whether nobody asked for this port: when another program of ours has it, any free one will do.</summary>
    public bool IsUsual { get; init; }

    /// <summary>Where traces go, by OTLP over gRPC; null for nowhere: then none are made.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Share of the stages that are traced, 0…1; each with all of its attempts or not at all.</summary>
    public double TraceRatio { get; init; } = 1;

    /// <summary>On this machine's loopback, unless the user says otherwise.</summary>
    public static TelemetryOptions Usual(int port) => new() { Metrics = new(IPAddress.Loopback, port), IsUsual = true };
}
