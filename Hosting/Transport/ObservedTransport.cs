using System.Diagnostics.Metrics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sweep.Hosting.Transport;

/// <summary>Measures the bus of a program, and checks that messages reach it.</summary>
public static class ObservedTransport
{
    /// <param name="services">The services, which must already have the bus.</param>
    /// <param name="beat">The time between two checks that something has arrived.</param>
    /// <param name="limit">See <see cref="SelfEcho"/>.</param>
    /// <param name="echo">Sends a message to this process itself.</param>
    /// <param name="isListenedTo">Whether messages to an endpoint reach their consumer; null when this holds for all endpoints.</param>
    public static IServiceCollection AddObservedTransport(
        this IServiceCollection services,
        TimeSpan beat,
        int limit,
        Func<IBus, CancellationToken, Task> echo,
        Func<IServiceProvider, Uri, bool>? isListenedTo = null
    ) =>
        services
            .AddMetrics()
            .AddSingleton(provider => new SelfEcho(
                cancellation => echo(provider.GetRequiredService<IBus>(), cancellation),
                limit,
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton(provider => new TransportMetrics(
                provider.GetRequiredService<IMeterFactory>(),
                () => provider.GetRequiredService<ITransportState>().IsConnected,
                address => isListenedTo?.Invoke(provider, address) != false,
                provider.GetRequiredService<SelfEcho>(),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddReceiveObserver(provider => provider.GetRequiredService<TransportMetrics>())
            .AddSendObserver(provider => provider.GetRequiredService<TransportMetrics>())
            .AddPublishObserver(provider => provider.GetRequiredService<TransportMetrics>())
            .AddHostedService(provider => new Beats(
                provider.GetRequiredService<SelfEcho>(),
                beat,
                provider.GetRequiredService<TimeProvider>()
            ));

    private sealed class Beats(SelfEcho echo, TimeSpan interval, TimeProvider time) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(interval, time);
            try
            {
                while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                    echo.Beat();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        }
    }
}
