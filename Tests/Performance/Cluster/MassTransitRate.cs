using System.Diagnostics;
using MassTransit;
using Sweep.Contracts.Messages;
using Sweep.Worker.Running;

namespace Sweep.Performance.Cluster;

/// <summary>What MassTransit carries of a single stage's end, one message each, sent, confirmed and consumed in one process.</summary>
internal static class MassTransitRate
{
    private const int Outstanding = 256;

    public static async Task<double> MeasureAsync(Uri broker, int count, WorkerReport message, CancellationToken cancellation)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        var queue = $"masstransit-{Guid.NewGuid():N}";
        var bus = Bus.Factory.CreateUsingRabbitMq(configuration =>
        {
            configuration.Host(broker);
            configuration.ConfigureJsonSerializerOptions(options =>
            {
                options.WriteIndented = false;
                return options;
            });
            configuration.ReceiveEndpoint(
                queue,
                endpoint =>
                {
                    endpoint.AutoDelete = true;
                    endpoint.PrefetchCount = Outstanding;
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.Handler<WorkerReport>(_ =>
                    {
                        if (Interlocked.Increment(ref seen) == count)
                            end.TrySetResult();
                        return Task.CompletedTask;
                    });
                }
            );
        });
        await bus.StartAsync(cancellation);
        try
        {
            var endpoint = await bus.GetSendEndpoint(new Uri($"queue:{queue}?autodelete=true"));
            var start = Stopwatch.GetTimestamp();
            for (var sent = 0; sent < count; sent += Outstanding)
            {
                await Task.WhenAll(
                    Enumerable.Range(0, Math.Min(Outstanding, count - sent)).Select(_ => endpoint.Send(message, cancellation))
                );
            }

            await end.Task.WaitAsync(cancellation);
            return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        finally
        {
            await bus.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>A report of the size that a no-op stage's end has.</summary>
    public static WorkerReport Sample { get; } =
        new()
        {
            WorkerId = "machine-12345-0123456789",
            Stages =
            [
                new StageCompleted(
                    default,
                    1,
                    "machine-12345-0123456789",
                    NoopEngine.Nothing with
                    {
                        Epochs = 1,
                    },
                    [new EpochMetrics(1, 0, 0, 0, 0, 0)]
                ),
            ],
        };
}
