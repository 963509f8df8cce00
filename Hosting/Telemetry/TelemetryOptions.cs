using System.Net;

namespace Sweep.Hosting.Telemetry;

/// <summary>Says which metrics, health and traces a program exports, and where.</summary>
public sealed record TelemetryOptions
{
    /// <summary>The default port of the coordinator.</summary>
    public const int CoordinatorPort = 5082;

    /// <summary>The default port of a worker.</summary>
    public const int WorkerPort = 5083;

    public static TelemetryOptions None { get; } = new();

    /// <summary>Where metrics and health are served, over HTTP; port 0 takes a free one. With null nothing is measured.</summary>
    public IPEndPoint? Metrics { get; init; }

    /// <summary>Whether this is the default port. When another program has taken it, any free one will do.</summary>
    public bool IsUsual { get; init; }

    /// <summary>Where traces are sent, by OTLP over gRPC. With null none are made.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>The share of the stages that are traced, 0…1. A stage is traced with all of its attempts or not at all.</summary>
    public double TraceRatio { get; init; } = 1;

    /// <summary>The defaults of a program: it listens on this machine's loopback.</summary>
    public static TelemetryOptions Usual(int port) => new() { Metrics = new(IPAddress.Loopback, port), IsUsual = true };
}
