using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Sweep.Contracts.Messages;

namespace Sweep.Hosting.Transport;

/// <summary>
/// Tries a broker as the programs use it: it connects, makes an exchange and a queue whose names begin as theirs do, sends itself a
/// message, and removes both. So it uses each of the rights to configure, write and read once.
/// </summary>
public sealed class BrokerTrial(BrokerOptions broker, TimeProvider time)
{
    private const string Prefix = "sweep-doctor-";

    /// <summary>
    /// The pause between two looks into the queue. A confirmed message is in its queue, but a mirrored queue may take a moment.
    /// </summary>
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(5);

    private string _step = "connecting";

    /// <exception cref="BrokerTrialException">The broker is not there, or refuses something.</exception>
    public async Task<BrokerFacts> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var start = time.GetTimestamp();
            var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var facts = new BrokerFacts { Connecting = time.GetElapsedTime(start), Version = Version(connection) };
                facts = facts with { RoundTrip = await SendAndReceiveAsync(connection, cancellation).ConfigureAwait(false) };
                return await WithReportsAsync(facts, connection, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            var (trouble, isRefusal) = BrokerLog.Describe(error);
            throw new BrokerTrialException(_step, trouble, isRefusal || error is OperationInterruptedException, error);
        }
    }

    private Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        var factory = new ConnectionFactory
        {
            VirtualHost = broker.VirtualHost,
            UserName = broker.User,
            Password = BrokerConnection.Password(broker),
            RequestedHeartbeat = broker.Heartbeat,
            RequestedConnectionTimeout = _connectTimeout,
            AutomaticRecoveryEnabled = false,
        };
        var nodes = broker
            .Hosts.Select(text => BrokerConnection.Node(text, broker.Tls))
            .Select(node => new AmqpTcpEndpoint(node.Host, node.Port, BrokerTls.For(broker, node.Host)));
        return factory.CreateConnectionAsync(nodes, "sweep doctor", cancellation);
    }

    private async Task<TimeSpan> SendAndReceiveAsync(IConnection connection, CancellationToken cancellation)
    {
        var name = Prefix + Guid.NewGuid().ToString("N");
        try
        {
            return await SendAndReceiveAsync(name, connection, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await RemoveExchangeAsync(name, connection).ConfigureAwait(false);
        }
    }

    private async Task<TimeSpan> SendAndReceiveAsync(string name, IConnection connection, CancellationToken cancellation)
    {
        var channel = await connection
            .CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
                cancellation
            )
            .ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            _step = "making an exchange and a queue";
            await channel
                .ExchangeDeclareAsync(name, ExchangeType.Direct, durable: false, autoDelete: true, cancellationToken: cancellation)
                .ConfigureAwait(false);
            await channel
                .QueueDeclareAsync(name, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellation)
                .ConfigureAwait(false);
            await channel.QueueBindAsync(name, name, name, cancellationToken: cancellation).ConfigureAwait(false);
            _step = "sending a message";
            var start = time.GetTimestamp();
            await channel.BasicPublishAsync(name, name, Encoding.UTF8.GetBytes(name), cancellation).ConfigureAwait(false);
            _step = "receiving the message";
            while (await channel.BasicGetAsync(name, autoAck: true, cancellation).ConfigureAwait(false) is null)
                await Task.Delay(_look, time, cancellation).ConfigureAwait(false);
            var took = time.GetElapsedTime(start);
            _step = "removing the queue";
            await channel.QueueDeleteAsync(name, cancellationToken: cancellation).ConfigureAwait(false);
            return took;
        }
    }

    /// <summary>
    /// Removes the exchange. The broker does so itself with the last binding, and removes the queue with the connection; but an exchange
    /// whose binding was refused stays. A refusal closes its channel, so this opens another one.
    /// </summary>
    private static async Task RemoveExchangeAsync(string name, IConnection connection)
    {
        try
        {
            var channel = await connection.CreateChannelAsync().ConfigureAwait(false);
            await using (channel.ConfigureAwait(false))
                await channel.ExchangeDeleteAsync(name).ConfigureAwait(false);
        }
        catch (RabbitMQClientException)
        {
            // Who may not remove the exchange could not make it either, and without a connection nothing can be done.
        }
    }

    /// <summary>Adds what the queue of reports shows. Without a queue no program has been here yet.</summary>
    private async Task<BrokerFacts> WithReportsAsync(BrokerFacts facts, IConnection connection, CancellationToken cancellation)
    {
        _step = $"looking at the queue {QueueNames.Reports}";
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            try
            {
                var reports = await channel.QueueDeclarePassiveAsync(QueueNames.Reports, cancellation).ConfigureAwait(false);
                return facts with { Reports = reports.MessageCount, Coordinators = reports.ConsumerCount };
            }
            catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
                return facts;
            }
        }
    }

    private static string? Version(IConnection connection) =>
        connection.ServerProperties is { } properties && properties.TryGetValue("version", out var version) && version is byte[] text
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(properties.TryGetValue("product", out var product) && product is byte[] name ? Encoding.UTF8.GetString(name) : "broker")} {Encoding.UTF8.GetString(text)}"
            )
            : null;
}

/// <summary>Holds what was found out about a broker that works.</summary>
public sealed record BrokerFacts
{
    /// <summary>The product and its version; null when the broker does not name them.</summary>
    public string? Version { get; init; }

    public TimeSpan Connecting { get; init; }

    /// <summary>The time from sending a message to receiving it.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>The number of messages that wait for a coordinator; null when no program has been here yet.</summary>
    public long? Reports { get; init; }

    /// <summary>The number of coordinators that receive them; null when no program has been here yet.</summary>
    public long? Coordinators { get; init; }
}

/// <summary>A broker cannot be used; the message says why.</summary>
/// <param name="step">What the trial was doing.</param>
/// <param name="isRefusal">Whether the broker was reached and refused.</param>
public sealed class BrokerTrialException(string step, string trouble, bool isRefusal, Exception inner)
    : Exception($"{step}: {trouble}", inner)
{
    public string Step => step;

    public bool IsRefusal => isRefusal;
}
