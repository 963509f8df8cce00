using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Sweep.Performance.Cluster;

/// <summary>The limit: messages a second through RabbitMQ.Client alone, each confirmed by the broker and acknowledged by the consumer.</summary>
internal static class RawRate
{
    /// <summary>Publishes that wait for their confirmation at the same time.</summary>
    private const int Outstanding = 256;

    /// <param name="size">Of each message, bytes.</param>
    public static async Task<double> MeasureAsync(Uri broker, int count, int size, CancellationToken cancellation)
    {
        var factory = new ConnectionFactory { Uri = broker };
        await using var connection = await factory.CreateConnectionAsync(cancellation);
        await using var publisher = await connection.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true,
                publisherConfirmationTrackingEnabled: true,
                outstandingPublisherConfirmationsRateLimiter: null
            ),
            cancellation
        );
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        var queue = await channel.QueueDeclareAsync(
            $"raw-{Guid.NewGuid():N}",
            durable: true,
            exclusive: false,
            autoDelete: true,
            cancellationToken: cancellation
        );
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, cancellation);
            if (Interlocked.Increment(ref seen) == count)
                end.TrySetResult();
        };
        await channel.BasicQosAsync(0, Outstanding, global: false, cancellation);
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: false, consumer, cancellation);

        var properties = new BasicProperties { Persistent = true };
        var body = new byte[size];
        var start = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < count; sent += Outstanding)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, Math.Min(Outstanding, count - sent))
                    .Select(_ =>
                        publisher.BasicPublishAsync("", queue.QueueName, mandatory: false, properties, body, cancellation).AsTask()
                    )
            );
        }

        await end.Task.WaitAsync(cancellation);
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
