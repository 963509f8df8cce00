using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Hosting.Transport;
using Sweep.Worker.Messaging;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Performance.Dispatch;

/// <summary>
/// No-op stages a second from ready to stored, over the in-memory bus and SQLite, beside what that bus carries of a single small
/// message without any work; in alternating rounds.
/// </summary>
internal sealed class DispatchBenchmark : IBenchmark
{
    private const int Rounds = 5;
    private const int Stages = 4000;
    private const int Slots = 64;
    private const int Messages = 20_000;

    public string Name => "dispatch";

    public IReadOnlyList<string> Columns => ["what", "count", "a second (median)", "a second (min–max)"];

    public async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation)
    {
        var stages = new List<double>();
        var messages = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            stages.Add(await StagesAsync(cancellation));
            messages.Add(await MessagesAsync(cancellation));
        }

        return
        [
            Rates.Row($"no-op stages, ready to stored, {Slots} slots", Stages, stages),
            Rates.Row("messages, sent to consumed", Messages, messages),
        ];
    }

    private static async Task<double> StagesAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("sweep-bench-");
        try
        {
            await using var keeper = await LedgerKeeper.OpenAsync(
                SqliteLedgerStore.Open(new SqliteStoreOptions(Path.Combine(folder.FullName, "sweep.db"))),
                KeeperOptions.Default,
                TimeProvider.System,
                cancellation
            );
            var tree = Expansion.Expand(SpecReading.Read(Spec).Spec!);
            await keeper.SubmitAsync(Submission.Prepare(tree, "noop"), replace: false, TimeProvider.System.GetUtcNow(), cancellation);
            var end = new End();
            using var host = Build(
                bus => bus.AddWorkerReports(),
                services =>
                    services
                        .AddLedger(keeper)
                        .AddSingleton<IDispatchObserver>(end)
                        .AddWorker(new WorkerOptions { Slots = Slots }, new Noop())
                        .AddDispatch(DispatchOptions.Default)
            );
            var start = Stopwatch.GetTimestamp();
            await host.StartAsync(cancellation);
            await end.Task;
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await host.StopAsync(cancellation);
            return tree.StageCount / seconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> MessagesAsync(CancellationToken cancellation)
    {
        var count = new Count();
        using var host = Build(bus => bus.AddConsumer<Counter>(), services => services.AddSingleton(count));
        await host.StartAsync(cancellation);
        var bus = host.Services.GetRequiredService<IBus>();
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < Messages; number++)
            await bus.Publish(new StageStarted(default, number, "w"), cancellation);
        await count.Task;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await host.StopAsync(cancellation);
        return Messages / seconds;
    }

    private static IHost Build(Action<IBusRegistrationConfigurator> consumers, Action<IServiceCollection> services)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSweepBus(null, consumers);
        services(builder.Services);
        return builder.Build();
    }

    private static string Spec =>
        $$"""
            name: noop
            grid:
              dataset: cifar10
              architecture: vgg16
              mode: from-scratch
              sparsity: [0, 0.5, 0.8, 0.9]
              seed: [{{string.Join(", ", Enumerable.Range(1, Stages / 4))}}]
            training: { epochs: 1 }
            pruning: { epochs: 1 }
            """;

    private sealed class Noop : IStageEngineFactory
    {
        public IStageEngine Create(int slot) => new NoopEngine(TimeSpan.Zero, TimeProvider.System);
    }

    private sealed class End : IDispatchObserver
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _end.Task;

        public void OnEnded(string sweep, SweepState state) => _end.TrySetResult();

        public void OnFault(SweepStoreException fault) => _end.TrySetException(fault);
    }

    private sealed class Count
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _seen;

        public Task Task => _end.Task;

        public void Add()
        {
            if (Interlocked.Increment(ref _seen) == Messages)
                _end.TrySetResult();
        }
    }

    private sealed class Counter(Count count) : IConsumer<StageStarted>
    {
        public Task Consume(ConsumeContext<StageStarted> context)
        {
            count.Add();
            return Task.CompletedTask;
        }
    }
}
