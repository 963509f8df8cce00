using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Sweep.Contracts.Messages;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Faults;

/// <summary>RabbitMQ closes a channel whose delivery stays unacknowledged for longer than its consumer timeout.</summary>
public sealed class ConsumerTimeoutTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(3);

    /// <summary>Whose delivery is cut, in the very run; each takes a timeout or more.</summary>
    private const int Controls = 3;

    [Fact]
    public async Task StagesOfSeveralTimeouts_NothingIsRedelivered()
    {
        // The broker looks once a minute, unless told otherwise: that would show nothing.
        await using var cluster = await TestCluster.StartAsync(
            [$"consumer_timeout = {_timeout.TotalMilliseconds}"],
            advanced: "[{rabbit, [{channel_tick_interval, 1000}]}]."
        );
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "2");
        await cluster.StartNoopAsync(gate, "--slots", "2");
        await cluster.SubmitAsync(Specs.Noop("long", seeds: 4, levels: "0"));
        await cluster.RunsAsync("long", 4);

        for (var number = 0; number < Controls; number++)
        {
            await using var control = await ControlAsync(cluster.Broker);
            await control.Cut.WaitAsync(Until.Patience, TestCluster.Stop);
        }

        // The stages go on being held; what brought them is not. Other messages come and go meanwhile.
        await Until.TrueAsync("no delivery waits to be acknowledged", async () => await UnacknowledgedAsync(cluster.Broker) == 0);
        gate.Open();
        await cluster.CompletesAsync("long");

        Assert.All(await cluster.StagesAsync("long"), stage => Assert.Equal((1, 0, 0), (stage.Attempt, stage.Losses, stage.Failures)));
        await tap.CompletedAsync(4);
        Assert.Equal(4, tap.Stages.OfType<StageStarted>().Count());
    }

    private static async Task<int> UnacknowledgedAsync(RabbitBroker broker) =>
        (await broker.ControlAsync("list_queues", "--no-table-headers", "messages_unacknowledged"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Sum(queue => int.Parse(queue, CultureInfo.InvariantCulture));

    private static async Task<Unacknowledged> ControlAsync(RabbitBroker broker)
    {
        var connection = await BusTap.ConnectAsync(broker);
        var channel = await connection.CreateChannelAsync();
        var cut = new TaskCompletionSource();
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            if (reason.ReplyText.Contains("timed out", StringComparison.Ordinal))
                cut.TrySetResult();
            else
                cut.TrySetException(new InvalidOperationException(reason.ReplyText));
            return Task.CompletedTask;
        };
        var queue = await channel.QueueDeclareAsync();
        await channel.BasicPublishAsync("", queue.QueueName, new byte[] { 1 });
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: false, new AsyncEventingBasicConsumer(channel));
        return new Unacknowledged(connection, cut.Task);
    }

    private sealed record Unacknowledged(IConnection Connection, Task Cut) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Connection.DisposeAsync();
    }
}
