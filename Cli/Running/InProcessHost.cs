using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Worker.Messaging;

namespace Sweep.Cli.Running;

/// <summary>Coordinator and workers in one process, over an in-memory bus.</summary>
internal static class InProcessHost
{
    /// <summary>To save what every worker is at; a second Ctrl-C does not wait for it.</summary>
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromMinutes(2);

    /// <remarks>
    /// Services stop in the reverse of the order they are added in: first nothing more is handed out, then the workers give
    /// back what they have, then that is stored, and last the bus goes.
    /// </remarks>
    public static IHost Build(RunRequest request, ISweepStore store, IEnumerable<IDispatchObserver> observers, TimeProvider time)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = _stopTimeout);
        if (request.Verbose)
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(time).AddSingleton(store);
        foreach (var observer in observers)
            builder.Services.AddSingleton(observer);

        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddStageReports();
            bus.AddStages();
            bus.UsingInMemory((context, transport) =>
            {
                transport.ConfigureJsonSerializerOptions(Compact);
                transport.ConfigureEndpoints(context);
            });
        });
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddHostedService(_ => new ReportsDrain(store, time));
        builder.Services.AddWorker(
            WorkerOptions.Default with { Slots = request.Workers, Heartbeat = TimeSpan.FromSeconds(1) }, new EngineFactory(request, time));
        // The next stages wait beside the workers, so that none is idle between two.
        builder.Services.AddDispatch(DispatchOptions.Default with { Window = 2 * request.Workers });
        return builder.Build();
    }

    private static JsonSerializerOptions Compact(JsonSerializerOptions options)
    {
        options.WriteIndented = false;
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        return options;
    }

    /// <summary>Signals are the command line's: it decides when the host stops.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
