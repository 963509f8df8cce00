using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Api.Http;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Watching;
using Sweep.Hosting.Transport;
using Sweep.Worker.Messaging;
using Sweep.Worker.Running;

namespace Sweep.Cli.Running;

/// <summary>Coordinator and one worker of several slots in one process, over an in-memory bus; with the web page when it is asked for.</summary>
internal static class InProcessHost
{
    /// <summary>To save what every worker is at; a second Ctrl-C does not wait for it.</summary>
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Of progress that is shown: within one process it costs next to nothing.</summary>
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(1);

    /// <remarks>
    /// Services stop in the reverse of the order they are added in: first nothing more is handed out, then the worker gives
    /// back what it has, then that is stored, and last the bus goes.
    /// </remarks>
    public static IHost Build(RunRequest request, LedgerKeeper keeper, IEnumerable<IDispatchObserver> observers, TimeProvider time)
    {
        if (request.Page is null)
        {
            var bare = Host.CreateEmptyApplicationBuilder(null);
            Add(bare, request, keeper, observers, time);
            bare.Services.AddQuestions().AddPaces();
            return bare.Build();
        }

        var api = new ApiOptions { Listen = null, Page = request.Page };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseListeners(api);
        Add(builder, request, keeper, observers, time);
        builder.Services.AddApi(api, request.Home).AddPaces();
        var host = builder.Build();
        host.UseApi();
        return host;
    }

    private static void Add(
        IHostApplicationBuilder builder,
        RunRequest request,
        LedgerKeeper keeper,
        IEnumerable<IDispatchObserver> observers,
        TimeProvider time
    )
    {
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = _stopTimeout);
        if (request.Verbose)
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(time).AddLedger(keeper);
        foreach (var observer in observers)
            builder.Services.AddSingleton(observer);

        builder.Services.AddSweepBus(broker: null, bus => bus.AddWorkerReports());
        builder.Services.AddHostedService(_ => new ReportsDrain(keeper, time));
        builder.Services.AddWorker(Worker(request), new EngineFactory(request, time));
        builder.Services.AddNotifying(request.Notify).AddDispatch(DispatchOptions.Default);
    }

    /// <remarks>It is the only worker there is: to drain, or to leave memory to others, would be to stand still.</remarks>
    private static WorkerOptions Worker(RunRequest request) =>
        WorkerOptions.Default with
        {
            Slots = request.Workers,
            Device = request.Engine.IsNoop ? NoopEngine.Device : request.Device,
            Heartbeat = _heartbeat,
            Grace = _stopTimeout,
            FailureStreak = 0,
            ReserveMemory = 0,
        };

    /// <summary>Signals are the command line's: it decides when the host stops.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
