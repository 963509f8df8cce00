using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Sweep.Contracts.Messages;

namespace Sweep.Tests.Cluster.Running;

/// <summary>Hears every message on the bus beside those it is for, and sends what no program of ours would.</summary>
internal sealed class BusTap : IAsyncDisposable
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly ConcurrentQueue<Heard> _heard = new();

    private BusTap(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
    }

    /// <summary>As sent: the body is MassTransit's envelope.</summary>
    internal sealed record Heard(string Exchange, string RoutingKey, string? ContentType, byte[] Body);

    public IReadOnlyList<Heard> Messages => [.. _heard];

    /// <summary>In the order in which the broker got them.</summary>
    public IReadOnlyList<WorkerReport> Reports =>
        [
            .. _heard
                .Where(message => message.Exchange == QueueNames.Reports)
                .Select(message => Read<WorkerReport>(message.Body))
                .OfType<WorkerReport>(),
        ];

    /// <summary>What they say of stages.</summary>
    public IEnumerable<StageReport> Stages => Reports.SelectMany(report => report.Stages);

    /// <summary>Waits until so many stages have been completed. What their workers said before has been heard by then, too.</summary>
    public Task CompletedAsync(int stages) =>
        Until.TrueAsync(
            $"{stages} stages are reported to be completed",
            () => Stages.OfType<StageCompleted>().Select(report => report.StageId).Distinct().Count() >= stages,
            () => string.Join('\n', Stages.Select(report => $"{report}"))
        );

    /// <summary>
    /// Waits until a worker has confirmed an answer to what it says from now on: orders reach it, and the coordinator has read what
    /// anybody said before.
    /// </summary>
    public async Task HearsAsync(string workerId)
    {
        var statuses = () =>
            Reports.Where(report => report.WorkerId == workerId && report.Status is not null).Select(report => report.Status!);
        var newest = statuses().Last().Sequence;
        await Until.TrueAsync(
            $"{workerId} hears the coordinator",
            () => statuses().Last().Heard > newest,
            () => string.Join('\n', statuses())
        );
    }

    /// <summary>The first message that was such a report.</summary>
    public Heard Find(Func<WorkerReport, bool> which) =>
        _heard.First(message => message.Exchange == QueueNames.Reports && Read<WorkerReport>(message.Body) is { } report && which(report));

    public static async Task<BusTap> OpenAsync(RabbitBroker broker)
    {
        var connection = await ConnectAsync(broker);
        var tap = new BusTap(connection, await connection.CreateChannelAsync());
        await tap._channel.ExchangeDeclareAsync(QueueNames.Reports, ExchangeType.Fanout, durable: true);
        await tap._channel.ExchangeDeclareAsync(QueueNames.Orders, ExchangeType.Direct, durable: true);
        await tap.ListenAsync(QueueNames.Reports, "");
        return tap;
    }

    public static Task<IConnection> ConnectAsync(RabbitBroker broker) =>
        new ConnectionFactory
        {
            HostName = "127.0.0.1",
            Port = broker.Port,
            AutomaticRecoveryEnabled = false,
        }.CreateConnectionAsync();

    /// <summary>How many messages wait in a queue; none where there is no such queue.</summary>
    public async Task<uint> CountAsync(string queue)
    {
        // The broker closes a channel that asks for a queue that is not there.
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            return await channel.MessageCountAsync(queue);
        }
        catch (OperationInterruptedException)
        {
            return 0;
        }
    }

    /// <summary>Hears one worker's orders, too.</summary>
    public Task ListenToOrdersAsync(string workerId) => ListenAsync(QueueNames.Orders, workerId);

    /// <summary>Waits until a worker is heard; returns the first one's id.</summary>
    public async Task<string> FirstWorkerAsync()
    {
        await Until.TrueAsync("a worker is heard", () => Reports.Any(report => report.Status is not null));
        return Reports.First(report => report.Status is not null).WorkerId;
    }

    /// <summary>Nothing more is sent to that worker, until it opens its queue anew.</summary>
    public async Task MakeDeafAsync(string workerId)
    {
        // To unbind what does not exist is no error; to look for it is.
        await _channel.ExchangeDeclarePassiveAsync(QueueNames.Worker(workerId));
        await _channel.ExchangeUnbindAsync(QueueNames.Worker(workerId), QueueNames.Orders, workerId);
    }

    public Task SendAsync(Heard message) => SendAsync(message.Exchange, message.RoutingKey, message.Body, message.ContentType);

    public async Task SendAsync(string exchange, string routingKey, ReadOnlyMemory<byte> body, string? contentType) =>
        await _channel.BasicPublishAsync(
            exchange,
            routingKey,
            mandatory: false,
            new BasicProperties { ContentType = contentType, Persistent = true },
            body
        );

    /// <summary>A message that was heard, with its content changed.</summary>
    public static Heard Changed(Heard message, Action<JsonObject> change)
    {
        var envelope = JsonNode.Parse(message.Body)!.AsObject();
        change(envelope["message"]!.AsObject());
        return message with { Body = JsonSerializer.SerializeToUtf8Bytes(envelope) };
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task ListenAsync(string exchange, string routingKey)
    {
        var queue = await _channel.QueueDeclareAsync(); // Exclusive: it goes with the connection.
        await _channel.QueueBindAsync(queue.QueueName, exchange, routingKey);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            _heard.Enqueue(
                new Heard(delivery.Exchange, delivery.RoutingKey, delivery.BasicProperties.ContentType, delivery.Body.ToArray())
            );
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
    }

    /// <summary>Null for what is no message of ours.</summary>
    private static T? Read<T>(byte[] body)
        where T : class
    {
        try
        {
            return JsonNode.Parse(body)?["message"].Deserialize<T>(_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
