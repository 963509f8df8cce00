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
    /// The worker counts as deaf after this many times <see cref="WorkerOptions.DeafAfter"/> heartbeats in which the broker accepted its
    /// messages to itself but none arrived. By then it has reopened its queue several times.
    /// </summary>
    private const int DeafAfterTries = 6;

    /// <summary>Adds metrics and health. Call it after the bus was added.</summary>
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

    /// <summary>Null when the worker does not use a GPU, or when its GPU cannot be read, which is logged.</summary>
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
