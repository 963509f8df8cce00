using System.Net.Mime;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Transport;
using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

/// <summary>A worker in a host, on an in-memory bus.</summary>
internal sealed class BusFixture : IAsyncDisposable
{
    private readonly IHost _host;

    private BusFixture(WorkerOptions options, IStageEngineFactory? engines)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(Log);
        builder
            .Services.AddSingleton<TimeProvider>(Time)
            .AddSingleton<IMemoryGauge>(new FakeMemory())
            .AddSingleton(Coordinator)
            .AddSweepBus(
                null,
                bus =>
                    bus.AddConsumer<Ear>()
                        .Endpoint(endpoint =>
                        {
                            endpoint.Name = QueueNames.Reports;
                            endpoint.ConcurrentMessageLimit = 1;
                        })
            )
            .AddWorker(options, engines ?? Engine);
        _host = builder.Build();
    }

    public TestClock Time { get; } = new();

    public ScriptedEngine Engine { get; } = new();

    public Log Log { get; } = new();

    public Coordinator Coordinator { get; } = new();

    public WorkerSlots Slots => _host.Services.GetRequiredService<WorkerSlots>();

    public Outbox Outbox => _host.Services.GetRequiredService<Outbox>();

    public Hearing Hearing => _host.Services.GetRequiredService<Hearing>();

    public OrdersEndpoint Endpoint => _host.Services.GetRequiredService<OrdersEndpoint>();

    public IBus Bus => _host.Services.GetRequiredService<IBus>();

    public static async Task<BusFixture> StartAsync(Func<WorkerOptions, WorkerOptions>? change = null, IStageEngineFactory? engines = null)
    {
        var options = WorkerOptions.Default with { Id = "w" };
        var fixture = new BusFixture(change?.Invoke(options) ?? options, engines);
        await fixture._host.StartAsync(Waiting.Stop);
        return fixture;
    }

    public Task SendAsync(WorkerOrders orders, string worker = "w") => Bus.SendOrdersAsync(worker, orders, Waiting.Stop);

    public Task RunAsync(int stage) => SendAsync(new WorkerOrders { Run = [WorkerFixture.Stage(stage)] });

    /// <summary>Sends a message that no program of this release would send.</summary>
    public async Task SendRawAsync(string json)
    {
        var endpoint = await Bus.GetSendEndpoint(new Uri($"queue:{QueueNames.Worker("w")}"));
        await endpoint.Send(new WorkerOrders(), context => context.Serializer = new RawBody(json), Waiting.Stop);
    }

    /// <summary>Stops the worker but not the bus, because an in-memory bus loses the messages in its queues when it stops.</summary>
    public Task StopWorkerAsync() => _host.Services.GetServices<IHostedService>().OfType<WorkerService>().Single().StopAsync(Waiting.Stop);

    public async ValueTask DisposeAsync()
    {
        var stopping = _host.StopAsync(CancellationToken.None);
        await Waiting.Until("the host has stopped", () => stopping.IsCompleted, () => Time.Advance(TimeSpan.FromSeconds(1)));
        await stopping;
        _host.Dispose();
    }

    private sealed class Ear(Coordinator coordinator) : IConsumer<WorkerReport>
    {
        public Task Consume(ConsumeContext<WorkerReport> context)
        {
            coordinator.Hear(context.Message);
            return Task.CompletedTask;
        }
    }

    private sealed class RawBody(string json) : IMessageSerializer
    {
        public ContentType ContentType { get; } = new("application/vnd.masstransit+json");

        public MessageBody GetMessageBody<T>(SendContext<T> context)
            where T : class => new StringMessageBody(json);
    }
}
