using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Messaging;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Messaging;

/// <summary>A worker without a bus. Tests call it with orders and receive its reports.</summary>
internal sealed class WorkerFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _sending;
    private readonly LoggerFactory _loggers;

    public WorkerFixture(
        int slots = 1,
        Func<WorkerOptions, WorkerOptions>? change = null,
        IStageEngineFactory? engines = null,
        IReadOnlyList<IAttemptObserver>? observers = null,
        Func<long?>? cardFree = null
    )
    {
        _loggers = new LoggerFactory([Log, new AttemptLogProvider(Time)], new LoggerFilterOptions { MinLevel = LogLevel.Debug });
        Logger = _loggers.CreateLogger("test");
        var options = WorkerOptions.Default with { Id = "w", Slots = slots };
        options = change?.Invoke(options) ?? options;
        Outbox = new Outbox(Coordinator, options, Time, _loggers.CreateLogger<Outbox>());
        Slots = new WorkerSlots(
            engines ?? Engine,
            Outbox,
            new Hearing(6),
            Memory,
            observers ?? [],
            options,
            Time,
            _loggers.CreateLogger<WorkerSlots>(),
            cardFree is null ? null : new CardMemory("cuda:0", cardFree)
        );
        _sending = Outbox.RunAsync(_end.Token);
    }

    public TestClock Time { get; } = new();

    public ScriptedEngine Engine { get; } = new();

    public FakeMemory Memory { get; } = new();

    public Log Log { get; } = new();

    public ILogger Logger { get; }

    public Coordinator Coordinator { get; } = new();

    public Outbox Outbox { get; }

    public WorkerSlots Slots { get; }

    public static RunStage Stage(int number, int attempt = 1) =>
        new()
        {
            Stage = new StageDefinition
            {
                Id = new StageId((UInt128)number),
                Kind = StageKind.Train,
                Data = new DataSettings { Dataset = "mnist" },
                Model = new ModelSettings { Architecture = "vgg16" },
                Training = new TrainingSettings { Epochs = 3 },
            },
            Attempt = attempt,
        };

    public void Run(int number, int attempt = 1) => Slots.Obey(new WorkerOrders { Run = [Stage(number, attempt)] });

    public void Cancel(int number, bool save, int attempt = 1) =>
        Slots.Obey(new WorkerOrders { Cancel = [new CancelStage(new StageId((UInt128)number), attempt, save)] });

    /// <summary>Orders a stage, and returns when its engine runs.</summary>
    public async Task<StageStarted> StartAsync(int number, int attempt = 1)
    {
        var begun = Engine.Begun.Count;
        Run(number, attempt);
        await Waiting.Until("the engine has begun", () => Engine.Begun.Count > begun);
        return await HearAsync<StageStarted>(number);
    }

    /// <summary>Runs a stage to a failure.</summary>
    public async Task<StageFailed> FailAsync(int number, Exception error, int attempt = 1)
    {
        Engine.Fail(number, error);
        Run(number, attempt);
        await HearAsync<StageStarted>(number);
        return await HearAsync<StageFailed>(number);
    }

    public Task<StageFailed> FailAsync(int number, FailureCause cause = FailureCause.Unknown) =>
        FailAsync(number, new StageException("bad", cause));

    public Task<T> HearAsync<T>(int number)
        where T : StageReport => Coordinator.HearAsync<T>(number);

    /// <summary>The current status.</summary>
    public async Task<WorkerStatus> StatusAsync()
    {
        await Outbox.FlushAsync(Waiting.Stop).WaitAsync(Waiting.Patience, Waiting.Stop);
        Slots.Announce();
        await Outbox.FlushAsync(Waiting.Stop).WaitAsync(Waiting.Patience, Waiting.Stop);
        WorkerStatus? newest = null;
        await Coordinator.HearStatusAsync(status =>
        {
            newest = status;
            return !Coordinator.HasStatus;
        });
        return newest!;
    }

    public async ValueTask DisposeAsync()
    {
        var stopping = Slots.StopAsync(TimeSpan.FromSeconds(1));
        await Waiting.Until("the worker has stopped", () => stopping.IsCompleted, () => Time.Advance(TimeSpan.FromSeconds(1)));
        await _end.CancelAsync();
        await Task.WhenAny(_sending);
        _loggers.Dispose();
        _end.Dispose();
    }
}
