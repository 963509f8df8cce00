using System.Diagnostics.Metrics;
using MassTransit;
using Sweep.Hosting.Telemetry;

namespace Sweep.Hosting.Transport;

/// <summary>
/// Measures the messages between this process and its broker. MassTransit's own instruments count milliseconds and have a label for each
/// queue, and every worker has a queue of its own.
/// </summary>
internal sealed class TransportMetrics : IReceiveObserver, ISendObserver, IPublishObserver, IDisposable
{
    private static readonly KeyValuePair<string, object?> _confirmed = new("outcome", "confirmed");
    private static readonly KeyValuePair<string, object?> _first = new("redelivered", "false");
    private static readonly KeyValuePair<string, object?> _again = new("redelivered", "true");
    private static readonly KeyValuePair<string, object?> _failed = new("outcome", "failed");

    private readonly Meter _meter;
    private readonly Counter<long> _received;
    private readonly Counter<long> _sent;
    private readonly Histogram<double> _confirms;
    private readonly Func<Uri, bool> _isListenedTo;
    private readonly SelfEcho _echo;
    private readonly TimeProvider _time;

    /// <param name="isConnected">
    /// See <see cref="ITransportState.IsConnected"/>. It is a function because the bus is made after this object.
    /// </param>
    public TransportMetrics(IMeterFactory meters, Func<bool> isConnected, Func<Uri, bool> isListenedTo, SelfEcho echo, TimeProvider time)
    {
        (_isListenedTo, _echo, _time) = (isListenedTo, echo, time);
        _meter = meters.Create(Meters.Transport);
        _received = _meter.CreateCounter<long>(
            "sweep.broker.received",
            "{message}",
            "Messages that came from the broker; those that came again were not acknowledged before"
        );
        _sent = _meter.CreateCounter<long>("sweep.broker.sent", "{message}", "Messages that were given to the broker");
        _confirms = _meter.CreateHistogram(
            "sweep.broker.confirm.duration",
            "s",
            "From sending a message to the broker's word that it has it",
            advice: Meters.Soon
        );
        _sent.Add(0, _confirmed);
        _sent.Add(0, _failed);
        _received.Add(0, _again);
        _meter.CreateObservableGauge(
            "sweep.broker.connected",
            () => isConnected() ? 1 : 0,
            null,
            "1 when the broker is there and this process consumes from all of its queues"
        );
        _meter.CreateObservableGauge(
            "sweep.broker.echoes.unanswered",
            () => echo.Unanswered,
            "{message}",
            "Messages of this process to itself that the broker took and that did not come, since anything came"
        );
    }

    public Task PreReceive(ReceiveContext context)
    {
        if (_isListenedTo(context.InputAddress))
        {
            context.GetOrAddPayload(() => new Arrived());
            _echo.Arrive();
        }

        _received.Add(1, context.Redelivered ? _again : _first);
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context) => Finish(context);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Finish(context);

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PreSend<T>(SendContext<T> context)
        where T : class => Begin(context);

    public Task PostSend<T>(SendContext<T> context)
        where T : class => End(context, _confirmed);

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => End(context, _failed);

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Begin(context);

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => End(context, _confirmed);

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => End(context, _failed);

    public void Dispose() => _meter.Dispose();

    private Task Finish(ReceiveContext context)
    {
        if (context.TryGetPayload<Arrived>(out _))
            _echo.Finish();
        return Task.CompletedTask;
    }

    private Task Begin(PipeContext context)
    {
        context.GetOrAddPayload(() => new Sending(_time.GetTimestamp()));
        return Task.CompletedTask;
    }

    private Task End(PipeContext context, KeyValuePair<string, object?> outcome)
    {
        _sent.Add(1, outcome);
        if (context.TryGetPayload<Sending>(out var sending))
            _confirms.Record(_time.GetElapsedTime(sending.Since).TotalSeconds);
        return Task.CompletedTask;
    }

    private sealed record Sending(long Since);

    private sealed record Arrived;
}
