using Microsoft.Extensions.Logging;
using Sweep.Hosting.Transport;
using Sweep.Worker.Configuration;

namespace Sweep.Worker;

/// <summary>What the program itself logs.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(LogLevel.Information, "Worker {Id}: {Slots} on {Device}, engine {Engine}, broker {Broker}, metrics {Metrics}")]
    public static partial void WorkerBegins(
        this ILogger log,
        string id,
        string slots,
        string device,
        EngineChoice engine,
        BrokerOptions broker,
        string metrics
    );

    [LoggerMessage(LogLevel.Information, "Stopping: stages are saved and given back. A second signal ends at once.")]
    public static partial void WorkerStops(this ILogger log);

    [LoggerMessage(LogLevel.Information, "Worker {Id} has ended")]
    public static partial void WorkerHasEnded(this ILogger log, string id);

    [LoggerMessage(
        LogLevel.Warning,
        "The grace period ended before everything was done; leases lapse, and stages continue from what was saved"
    )]
    public static partial void GraceIsOver(this ILogger log);
}
