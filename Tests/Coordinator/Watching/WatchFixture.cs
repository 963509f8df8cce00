using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Sweep.Api.V1;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Coordinator.Watching;
using Sweep.Hosting.Transport;
using Sweep.Tests.Coordinator.Ledger;
using Sweep.Tests.Coordinator.Store;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Tests.Coordinator.Watching;

/// <summary>Sweeps that a test moves on by hand, and who watch them, in a time of their own.</summary>
internal sealed class WatchFixture : ITransportState, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StrongBox<int>> _calls = new();
    private readonly TemporaryFolder _folder = new();
    private readonly WorkerRoster _roster;

    public WatchFixture()
    {
        Store = new GatedStore(SqliteLedgerStore.Open(new(_folder.File("sweep.db"))));
        Store.Before = CountAsync;
        Ledger = TestLedger.OpenAsync(Store, Time).GetAwaiter().GetResult();
        var clock = new ListeningClock(this, Time, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));
        _roster = new WorkerRoster(new Hearing(clock, DispatchOptions.Default), clock, DispatchOptions.Default);
        Restart();
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public SteppedTime Time { get; } = new();

    public TestLedger Ledger { get; }

    /// <summary>What the ledger is kept in.</summary>
    public GatedStore Store { get; }

    public RunningStages Running { get; private set; } = null!;

    public SweepReading Reading { get; private set; } = null!;

    public Surveyor Surveyor { get; private set; } = null!;

    public StoreFaults Faults { get; private set; } = null!;

    public bool IsConnected => true;

    private SweepWatch Watch { get; set; } = null!;

    /// <summary>As if another process had begun over the same store.</summary>
    public void Restart()
    {
        var refs = new StageRefs(Ledger.Reader);
        Running = new RunningStages(Time);
        var paces = new SweepPaces(Time);
        Faults = new StoreFaults(
            [],
            new ListeningClock(this, Time, TimeSpan.FromSeconds(1), TimeSpan.Zero),
            Time,
            NullLogger<StoreFaults>.Instance
        );
        var cluster = new ClusterState(_roster, Faults, new Stalls());
        Reading = new SweepReading(Ledger.Keeper, Running, paces, cluster);
        Surveyor = new Surveyor(Ledger.Reader, Running, Reading, paces, refs, cluster, Time);
        Watch = new SweepWatch(Surveyor, new SweepFinder(Ledger.Reader), Time);
    }

    /// <summary>How often a member of the store that reads was called.</summary>
    public int CallsOf(string member) => Count(member).Value;

    public Task CreateAsync(SampleSweep sample) => Ledger.SubmitAsync(sample.Sweep, sample.Stages, sample.Trials);

    /// <summary>A worker says that it is there.</summary>
    public void Join(string worker, long sequence = 1, string device = "cuda:0") =>
        _roster.Take(
            worker,
            new WorkerStatus
            {
                Sequence = sequence,
                Slots = 2,
                Device = device,
                Version = "0.1.0",
                Host = "node1",
            }
        );

    public async Task<Lease> QueueAsync(string path, string worker = "w")
    {
        var command = (await Ledger.HandAsync(SampleSweep.Id(path), worker))!;
        Running.OnQueued(command, worker);
        return new Lease(command.Stage.Id, command.Attempt, worker);
    }

    public async Task StartAsync(Lease lease)
    {
        Assert.True(await Ledger.StartAsync(lease));
        Running.OnStarted(new StageStarted(lease.StageId, lease.Attempt, lease.WorkerId));
    }

    public void Progress(Lease lease, double fraction, double? top1 = null) =>
        Running.OnProgressed(
            new StageProgressed(lease.StageId, lease.Attempt, lease.WorkerId)
            {
                Epoch = 1,
                Epochs = 2,
                Fraction = fraction,
                Metrics = top1 is null ? null : new EpochMetrics(1, 0.5, top1, 0.4, 0.1, 0),
            }
        );

    public async Task CompleteAsync(Lease lease, double top1 = 90)
    {
        Assert.True(await Ledger.CompleteAsync(lease, SampleSweep.Result(top1), [], TimeSpan.FromSeconds(1)));
        Running.OnCompleted(new StageCompleted(lease.StageId, lease.Attempt, lease.WorkerId, SampleSweep.Result(top1), []));
    }

    public async Task ReleaseAsync(Lease lease)
    {
        Assert.True(await Ledger.ReleaseAsync(lease, new AttemptEnd("released", TimeSpan.FromSeconds(1))));
        Running.OnReleased(new StageReleased(lease.StageId, lease.Attempt, lease.WorkerId));
    }

    public async Task ParkAsync(Lease lease, string error)
    {
        Assert.True(await Ledger.ParkAsync(lease, new AttemptEnd(error)));
        Running.OnParked(lease, error);
    }

    public async Task RunAsync(string path) => await CompleteAsync(await QueueAsync(path));

    public async Task EndAsync(string sweep, SweepState state = SweepState.Completed) =>
        Assert.True(await Ledger.SetStateAsync(sweep, SweepState.Running, state));

    public Watching Begin(string name = "", long after = 0, double? interval = null) =>
        new(
            this,
            Watch.WatchAsync(
                new WatchRequest
                {
                    Name = name,
                    AfterSequence = after,
                    Interval = interval is { } seconds ? Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) : null,
                },
                Stop
            )
        );

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>For <see cref="GatedStore.Before"/>.</summary>
    public Task CountAsync(string member)
    {
        Interlocked.Increment(ref Count(member).Value);
        return Task.CompletedTask;
    }

    private StrongBox<int> Count(string member) => _calls.GetOrAdd(member, _ => new StrongBox<int>());
}

/// <summary>One who watches.</summary>
internal sealed class Watching(WatchFixture fixture, IAsyncEnumerable<WatchResponse> messages) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<WatchResponse> _messages = messages.GetAsyncEnumerator(TestContext.Current.CancellationToken);

    /// <summary>The next message, for which time passes as long as it takes; null at the end.</summary>
    public async Task<WatchResponse?> EndOrNextAsync() =>
        await fixture.Time.RunAsync(_messages.MoveNextAsync().AsTask()) ? _messages.Current : null;

    public async Task<WatchResponse> NextAsync()
    {
        var message = await EndOrNextAsync();
        Assert.NotNull(message);
        return message;
    }

    public ValueTask DisposeAsync() => _messages.DisposeAsync();
}
