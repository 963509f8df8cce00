using System.Threading.Channels;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

/// <summary>Receives a worker's reports in order, in place of a coordinator and of a broker that may be away.</summary>
internal sealed class Coordinator : IReportSender
{
    private readonly Channel<StageReport> _stages = Channel.CreateUnbounded<StageReport>();
    private readonly Channel<WorkerStatus> _statuses = Channel.CreateUnbounded<WorkerStatus>();

    /// <summary>Number of messages that the worker has tried to send.</summary>
    public int Tries { get; private set; }

    public int Messages { get; private set; }

    /// <summary>The exception with which sending fails; null when the broker is reachable.</summary>
    public Exception? Outage { get; set; }

    /// <summary>Awaited before each message is accepted.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task SendAsync(WorkerReport report, CancellationToken cancellation)
    {
        Tries++;
        await Gate.WaitAsync(cancellation);
        if (Outage is { } outage)
            throw outage;
        Hear(report);
    }

    public void Hear(WorkerReport report)
    {
        Assert.Equal("w", report.WorkerId);
        Messages++;
        foreach (var stage in report.Stages)
            _stages.Writer.TryWrite(stage);
        if (report.Status is { } status)
            _statuses.Writer.TryWrite(status);
    }

    /// <summary>Returns the next report, which must be of this kind.</summary>
    public async Task<T> HearAnyAsync<T>()
        where T : StageReport =>
        Assert.IsAssignableFrom<T>(await _stages.Reader.ReadAsync(Waiting.Stop).AsTask().WaitAsync(Waiting.Patience, Waiting.Stop));

    /// <summary>Returns the next report, which must be of this kind and stage.</summary>
    public async Task<T> HearAsync<T>(int stage)
        where T : StageReport
    {
        var report = await HearAnyAsync<T>();
        Assert.Equal((new StageId((UInt128)stage), "w"), (report.StageId, report.WorkerId));
        return report;
    }

    /// <summary>Returns the next status that fulfils the condition, skipping those before it.</summary>
    public async Task<WorkerStatus> HearStatusAsync(Func<WorkerStatus, bool> condition)
    {
        WorkerStatus status;
        do
        {
            status = await _statuses.Reader.ReadAsync(Waiting.Stop).AsTask().WaitAsync(Waiting.Patience, Waiting.Stop);
        } while (!condition(status));
        return status;
    }

    public bool HasMore => _stages.Reader.TryPeek(out _);

    public bool HasStatus => _statuses.Reader.TryPeek(out _);
}
