using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Files;
using Sweep.Hosting.Configuration;
using Sweep.Hosting.Logs;
using Sweep.Hosting.Telemetry;
using Sweep.Hosting.Transport;
using Sweep.Worker.Configuration;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Pulling;
using Sweep.Worker.Examination;
using Sweep.Worker.Messaging;
using Sweep.Worker.Native;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;
using Sweep.Worker.Telemetry;
using Sweep.Worker.Telemetry.Gpus;

namespace Sweep.Worker;

/// <summary>Runs a worker as a program of its own.</summary>
internal static class WorkerHost
{
    /// <summary>Exit code of a worker that drained itself.</summary>
    private const int DrainedItself = 3;

    /// <summary>Exit code of a worker whose device failed; a new process may be able to use it again.</summary>
    private const int DeviceLost = 4;

    /// <summary>Share of the grace period in which the bus closes after everything is reported.</summary>
    private const double ClosingShare = 0.1;

    /// <summary>Runs until a signal or a drain ends the worker; returns the exit code.</summary>
    /// <exception cref="SettingsException">
    /// The device or the folder of checkpoints cannot be used, or the broker refuses this program.
    /// </exception>
    public static async Task<int> RunAsync(WorkerSettings settings)
    {
        var device = Device(settings);
        var options = WorkerOptions.Default with
        {
            Id = WorkerOptions.IdOf(settings.Name),
            Slots = settings.Slots,
            Device = device,
            Heartbeat = settings.Heartbeat,
            Grace = settings.Grace * (1 - ClosingShare),
            ReserveMemory = settings.ReserveMemory,
        };
        var health = new WorkerHealth();
        await using var telemetry = new ProgramTelemetry(
            settings.Telemetry,
            ProgramIdentity.Of(typeof(WorkerHost), "sweep-worker", options.Id),
            health.Parts,
            TimeProvider.System
        );
        await telemetry.StartAsync().ConfigureAwait(false);
        using var host = Build(settings, options, out var checkpoints);
        using var signals = new StopSignals();
        var log = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Sweep.Worker");
        log.WorkerBegins(
            options.Id,
            options.Slots == 1 ? "1 slot" : $"{options.Slots} slots",
            device,
            settings.Engine,
            settings.Broker,
            telemetry.Url ?? "off"
        );
        if (checkpoints is not null)
            await checkpoints.CheckAsync(log).ConfigureAwait(false);
        await host.StartAsync().ConfigureAwait(false);

        var slots = host.Services.GetRequiredService<WorkerSlots>();
        if (telemetry.Url is not null)
            Show(host.Services, slots, telemetry, health);
        var refusal = host.Services.GetRequiredService<BrokerRefusal>();
        await Task.WhenAny(slots.Drained, signals.First, refusal.AtStart).ConfigureAwait(false);
        if (refusal.AtStart.IsCompleted)
            throw new SettingsException([await refusal.AtStart.ConfigureAwait(false)]);
        if (slots.Drained.IsCompleted)
        {
            // There is no hurry, so the last results wait for the broker here instead of being recomputed by another worker.
            var outbox = host.Services.GetRequiredService<Outbox>();
            await Task.WhenAny(outbox.FlushAsync(CancellationToken.None), signals.First).ConfigureAwait(false);
        }

        if (signals.First.IsCompleted)
            log.WorkerStops();
        var end = slots.Drained.IsCompletedSuccessfully ? await slots.Drained.ConfigureAwait(false) : null;
        var code = end switch
        {
            { IsDeviceLost: true } => DeviceLost,
            { IsFaulty: true } => DrainedItself,
            _ => 0,
        };
        await StopAsync(host, log).ConfigureAwait(false);
        log.WorkerHasEnded(options.Id);

        // This also applies when the device is lost, because cleaning up would use the device.
        if (slots.HasLostSlot || end is { IsDeviceLost: true })
        {
            host.Dispose();
            ProcessExit.Now(code);
        }

        return code;
    }

    /// <summary>
    /// Builds the host. Services stop in the reverse order of their registration: first the worker, within its grace period, then the bus.
    /// </summary>
    private static IHost Build(WorkerSettings settings, WorkerOptions options, out CheckpointPlace? checkpoints)
    {
        var place = settings.Engine.IsNoop ? null : CheckpointPlace.Open(settings, TimeProvider.System);
        checkpoints = place;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddSweepLog(settings.Log, isTraced: settings.Telemetry.Otlp is not null);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Grace);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSweepBus(settings.Broker, _ => { });
        builder.Services.AddSingleton<IStageEngineFactory>(provider => new EngineFactory(
            settings.Engine,
            place?.Store,
            DataFolders.From(settings.Data, Environment.GetEnvironmentVariable(DataFolders.Variable), HomeFolder.Resolve(settings.Home)),
            EngineOptions.Default with
            {
                Device = options.Device,
                Threads = settings.ThreadsPerSlot,
                Deterministic = settings.Deterministic,
                ResumeInterval = settings.ResumeInterval,
                Pull = settings.Pull ? PullOptions.Default : null,
            },
            TimeProvider.System,
            provider.GetRequiredService<ILogger<TrainingEngine>>()
        )
        {
            Examination = settings.Examine ? QuickExamination.Here(HomeFolder.Resolve(settings.Home), TimeProvider.System) : null,
        });
        if (settings.Telemetry.Metrics is not null)
            builder.Services.AddTelemetry(options);
        if (settings.Telemetry.Otlp is not null)
            builder.Services.AddSingleton<IAttemptObserver, AttemptTraces>();
        if (
            GpuChoice.Of(options.Device, Environment.GetEnvironmentVariable(GpuChoice.Variable)) is { } choice
            && Nvml.Open(choice, out _) is { } gpu
        )
        {
            builder.Services.AddSingleton(
                new CardMemory(options.Device, () => gpu.Read() is { MemorySize: { } size, MemoryUsed: { } used } ? size - used : null)
            );
        }

        builder.Services.AddWorker(options);
        return builder.Build();
    }

    private static void Show(IServiceProvider services, WorkerSlots slots, ProgramTelemetry telemetry, WorkerHealth health)
    {
        services.GetRequiredService<WorkerGauges>();
        if (services.MakeGpuGauges() is { } gpu)
        {
            telemetry.Look(_ =>
            {
                gpu.Update();
                return Task.CompletedTask;
            });
        }

        health.Begin(services.GetRequiredService<SelfEcho>(), services.GetRequiredService<ITransportState>(), slots);
    }

    private static async Task StopAsync(IHost host, ILogger log)
    {
        try
        {
            await host.StopAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            log.GraceIsOver();
        }
    }

    /// <summary>The device for the engines, resolved once so that <c>auto</c> is the same for every slot.</summary>
    private static string Device(WorkerSettings settings)
    {
        if (settings.Engine.IsNoop)
            return NoopEngine.Device;
        try
        {
            NativeRuntime.Prepare();
            return DeviceChoice.Of(settings.Device).ToString();
        }
        catch (StageException error)
        {
            throw new SettingsException([$"device: {error.Message}"]);
        }
    }
}
