using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sweep.Hosting.Transport;
using Sweep.Worker.Messaging;
using Sweep.Worker.Telemetry.Gpus;

namespace Sweep.Worker.Telemetry;

/// <summary>Adds this folder to a worker's host.</summary>
internal static partial class TelemetryRegistration
{
    /// <summary>
    /// Heartbeats at which the broker took a message of this process to itself, and nothing came. The worker has opened its queue anew
    /// several times by then: see <see cref="WorkerOptions.DeafAfter"/>.
    /// </summary>
    private const int DeafAfterTries = 6;

    /// <summary>After the bus.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, WorkerOptions options) =>
        services
            .AddObservedTransport(
                options.Heartbeat,
                DeafAfterTries * options.DeafAfter,
                (bus, cancellation) => bus.SendEchoAsync(options.Id, cancellation),
                (provider, address) => provider.GetRequiredService<OrdersEndpoint>().Listens(address)
            )
            .AddSingleton<IAttemptObserver, WorkerMetrics>()
            .AddSingleton<WorkerGauges>();

    /// <summary>Null when the worker works on no GPU, or on one that tells nothing, which is logged.</summary>
    public static GpuGauges? MakeGpuGauges(this IServiceProvider services)
    {
        if (
            GpuChoice.Of(services.GetRequiredService<WorkerOptions>().Device, Environment.GetEnvironmentVariable(GpuChoice.Variable))
            is not { } choice
        )
        {
            return null;
        }

        var gpu = Nvml.Open(choice, out var problem);
        if (problem is not null)
            LogGpuIsUnmeasured(services.GetRequiredService<ILogger<GpuGauges>>(), problem);
        return gpu is null ? null : ActivatorUtilities.CreateInstance<GpuGauges>(services, gpu);
    }

    [LoggerMessage(LogLevel.Information, "Nothing is measured of the GPU: {Problem}")]
    private static partial void LogGpuIsUnmeasured(ILogger log, string problem);
}
