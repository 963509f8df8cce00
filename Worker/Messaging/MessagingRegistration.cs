using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Sweep.Worker.Messaging;

/// <summary>Adds this folder to a host.</summary>
public static class MessagingRegistration
{
    /// <summary>
    /// Adds a worker. It needs a bus that was added before, to which it connects its own receive endpoint.
    /// <see cref="WorkerSlots.Drained"/> completes when a drained worker has nothing left; the host should then end.
    /// </summary>
    public static IServiceCollection AddWorker(this IServiceCollection services, WorkerOptions options, IStageEngineFactory engines) =>
        services.AddSingleton(engines).AddWorker(options);

    /// <summary>Adds a worker that takes its <see cref="IStageEngineFactory"/> from the services.</summary>
    public static IServiceCollection AddWorker(this IServiceCollection services, WorkerOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IMemoryGauge>(provider => new RecentMemory(
            new MemoryGauge(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton<IReportSender, BusReportSender>();
        services.AddLogging(logging => logging.AddAttemptLog());
        return services
            .AddSingleton(options)
            .AddSingleton(new Hearing(options.DeafAfter))
            .AddSingleton<Outbox>()
            .AddSingleton(provider => new WorkerSlots(
                provider.GetRequiredService<IStageEngineFactory>(),
                provider.GetRequiredService<Outbox>(),
                provider.GetRequiredService<Hearing>(),
                provider.GetRequiredService<IMemoryGauge>(),
                provider.GetServices<IAttemptObserver>(),
                options,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<WorkerSlots>>(),
                provider.GetService<CardMemory>()
            ))
            .AddSingleton<OrdersEndpoint>()
            .AddHostedService<WorkerService>();
    }
}
