using System.Collections.Concurrent;
using Sweep.Contracts.Messages;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>A worker that obeys, and otherwise does what a test says.</summary>
internal sealed class FakeWorker(DispatchFixture fixture, string id, int slots, string host)
{
    private long _sequence;

    public string Id => id;

    /// <summary>The newest of its statuses that was confirmed.</summary>
    public long Heard { get; private set; }

    /// <summary>Given to it and not begun.</summary>
    public ConcurrentQueue<RunStage> Given { get; } = [];

    /// <summary>What its statuses name.</summary>
    public List<HeldAttempt> Held { get; } = [];

    public List<CancelStage> Cancelled { get; } = [];

    public string? Drain { get; private set; }

    /// <summary>Whether it sends heartbeats.</summary>
    public bool IsAlive { get; set; } = true;

    /// <summary>It sends and does not receive.</summary>
    public bool IsDeaf { get; set; }

    public bool IsAccepting { get; set; } = true;

    public IReadOnlyList<string>? Data { get; set; }

    public void Receive(WorkerOrders orders)
    {
        Heard = Math.Max(Heard, orders.Heard);
        Drain = orders.Drain ?? Drain;
        Cancelled.AddRange(orders.Cancel);
        foreach (var command in orders.Run)
        {
            Given.Enqueue(command);
            Held.Add(new HeldAttempt(command.Stage.Id, command.Attempt));
        }
    }

    public Task BeatAsync() => ReportAsync([], Status());

    public WorkerStatus Status() =>
        new()
        {
            Sequence = ++_sequence,
            Heard = Heard,
            Slots = slots,
            Held = [.. Held],
            Accepting = IsAccepting,
            Data = Data,
            Device = "cpu",
            Version = "1",
            Host = host,
        };

    public RunStage Take()
    {
        Assert.True(Given.TryDequeue(out var command), "Nothing was given.");
        return command!;
    }

    /// <summary>Takes the next stage, which has to be this one, and says so.</summary>
    public async Task<HeldAttempt> BeginAsync(string path)
    {
        var command = Take();
        Assert.Equal(SampleSweep.Id(path), command.Stage.Id);
        await ReportAsync([new StageStarted(command.Stage.Id, command.Attempt, id)]);
        return new HeldAttempt(command.Stage.Id, command.Attempt);
    }

    public Task EpochAsync(HeldAttempt attempt, int epoch = 1) => ReportAsync([Epoch(attempt, epoch)]);

    public Task CompleteAsync(HeldAttempt attempt) => EndAsync(Completed(attempt));

    public Task FailAsync(HeldAttempt attempt, FailureCause cause = FailureCause.Unknown) =>
        EndAsync(new StageFailed(attempt.StageId, attempt.Attempt, id, "broken", null, cause));

    public Task ReleaseAsync(HeldAttempt attempt) => EndAsync(new StageReleased(attempt.StageId, attempt.Attempt, id));

    /// <summary>Reports the end, and a status without the attempt, as workers do.</summary>
    public Task EndAsync(StageEnded end)
    {
        Held.Remove(new HeldAttempt(end.StageId, end.Attempt));
        return ReportAsync([end], Status());
    }

    public Task ReportAsync(IReadOnlyList<StageReport> reports, WorkerStatus? status = null) =>
        fixture.Coordinator.Reports.AcceptAsync(
            new WorkerReport
            {
                WorkerId = id,
                Stages = reports,
                Status = status,
            },
            DispatchFixture.Stop
        );

    public StageCompleted Completed(HeldAttempt attempt, TimeSpan spent = default) =>
        new(attempt.StageId, attempt.Attempt, id, SampleSweep.Result(), [new EpochMetrics(1, 1, 50, 1, 0.1, 0)]) { Spent = spent };

    public StageProgressed Epoch(HeldAttempt attempt, int epoch = 1) =>
        new(attempt.StageId, attempt.Attempt, id)
        {
            Epoch = epoch,
            Epochs = 2,
            Metrics = new EpochMetrics(epoch, 1, 50, 1, 0.1, 0),
        };
}
