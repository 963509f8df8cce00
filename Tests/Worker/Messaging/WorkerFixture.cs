using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

/// <summary>A worker on an in-memory bus; what it reports is heard in order.</summary>
internal sealed class WorkerFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Channel<object> _reports = Channel.CreateUnbounded<object>();

    private WorkerFixture(int slots)
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(_reports)
            .AddMassTransit(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.AddStages();
                bus.AddConsumer<Ear>().Endpoint(endpoint => endpoint.ConcurrentMessageLimit = 1);
                bus.UsingInMemory((context, transport) =>
                {
                    transport.ConfigureJsonSerializerOptions(options =>
                    {
                        options.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals;
                        return options;
                    });
                    transport.ConfigureEndpoints(context);
                });
            })
            .AddWorker(new WorkerOptions { Slots = slots, Name = "w", Heartbeat = TimeSpan.FromSeconds(5) }, Engine)
            .BuildServiceProvider();
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = new();

    public ScriptedEngine Engine { get; } = new();

    public WorkerSlots Slots => _services.GetRequiredService<WorkerSlots>();

    public static async Task<WorkerFixture> StartAsync(int slots = 1)
    {
        var fixture = new WorkerFixture(slots);
        await fixture._services.GetRequiredService<IBusControl>().StartAsync(Stop);
        return fixture;
    }

    public static StageDefinition Stage(int number) => new()
    {
        Id = new StageId((UInt128)number),
        Kind = StageKind.Train,
        Data = new DataSettings { Dataset = "mnist" },
        Model = new ModelSettings { Architecture = "vgg16" },
        Training = new TrainingSettings { Epochs = 3 },
    };

    public async Task SendAsync(int number, int attempt = 1, int version = RunStage.KnownVersion)
    {
        var endpoint = await _services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"queue:{QueueNames.Stages}"));
        await endpoint.Send(new RunStage { Stage = Stage(number), Attempt = attempt, Version = version }, Stop);
    }

    /// <summary>The next report, which has to be of this kind.</summary>
    public async Task<T> HearAsync<T>() => Assert.IsType<T>(await _reports.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop));

    public bool HasMore => _reports.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        await Slots.StopAsync();
        await _services.GetRequiredService<IBusControl>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private sealed class Ear(Channel<object> reports) :
        IConsumer<StageStarted>, IConsumer<StageProgressed>, IConsumer<StageCompleted>, IConsumer<StageFailed>, IConsumer<StageReleased>
    {
        public Task Consume(ConsumeContext<StageStarted> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<StageProgressed> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<StageCompleted> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<StageFailed> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<StageReleased> context) => Keep(context.Message);

        private Task Keep(object report) => reports.Writer.WriteAsync(report).AsTask();
    }
}
