using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

public sealed class ReportQueueTests
{
    private readonly ReportQueue _queue = new();

    [Fact]
    public void Add_MereProgress_ReplacesTheOneBeforeOfTheSameAttempt()
    {
        _queue.Add(Started(1));
        _queue.Add(Progress(1, 0.1));
        _queue.Add(Progress(2, 0.1));
        _queue.Add(Progress(1, 0.1, attempt: 2));
        _queue.Add(Epoch(1, 1));
        _queue.Add(Progress(1, 0.2));
        Assert.Equal([Started(1), Progress(2, 0.1), Progress(1, 0.1, attempt: 2), Epoch(1, 1), Progress(1, 0.2)], _queue.TakeBatch(out _));
    }

    [Fact]
    public void Add_ProgressAfterTheFingerprint_KeepsTheFingerprint()
    {
        var told = Progress(1, 0) with { Data = "abc" };
        foreach (var report in new StageReport[] { told, Progress(1, 0.1), Progress(1, 0.2) })
            _queue.Add(report);
        Assert.Equal([told, Progress(1, 0.2)], _queue.TakeBatch(out _));
    }

    [Fact]
    public void Add_Completion_ReplacesItsEpochs()
    {
        var completed = new StageCompleted(new StageId(1), 1, "w", ScriptedEngine.Result, []);
        foreach (var report in new StageReport[] { Started(1), Epoch(1, 1), Epoch(2, 1), Epoch(1, 2), Progress(1, 0.5), completed })
            _queue.Add(report);
        Assert.Equal([Started(1), Epoch(2, 1), completed], _queue.TakeBatch(out _));
    }

    [Fact]
    public void Add_FailureOrRelease_KeepsTheEpochs()
    {
        var released = new StageReleased(new StageId(1), 1, "w");
        foreach (var report in new StageReport[] { Epoch(1, 1), released })
            _queue.Add(report);
        Assert.Equal([Epoch(1, 1), released], _queue.TakeBatch(out _));
    }

    [Fact]
    public void Add_WhileABatchIsSent_LeavesTheBatchAlone()
    {
        _queue.Add(Progress(1, 0.1));
        var batch = _queue.TakeBatch(out _);
        _queue.Add(Progress(1, 0.2));
        _queue.Add(Progress(1, 0.3));
        Assert.Equal([Progress(1, 0.1)], batch);
        _queue.ConfirmBatch();
        Assert.Equal([Progress(1, 0.3)], _queue.TakeBatch(out _));
    }

    [Fact]
    public void ReturnBatch_AfterAFailure_SendsAllInOrder()
    {
        _queue.Add(Started(1));
        _queue.TakeBatch(out _);
        _queue.ReturnBatch();
        _queue.Add(Epoch(1, 1));
        Assert.Equal([Started(1), Epoch(1, 1)], _queue.TakeBatch(out var isAll));
        Assert.True(isAll);
    }

    [Fact]
    public void TakeBatch_VeryMany_AreSeveralBatches()
    {
        for (var stage = 1; stage <= 150; stage++)
            _queue.Add(Started(stage));
        Assert.Equal(100, _queue.TakeBatch(out var isAll).Count);
        Assert.False(isAll);
        _queue.ConfirmBatch();
        Assert.Equal(Started(101), _queue.TakeBatch(out isAll)[0]);
        Assert.True(isAll);
        _queue.ConfirmBatch();
        Assert.Equal(0, _queue.Count);
    }

    private static StageStarted Started(int stage) => new(new StageId((UInt128)stage), 1, "w");

    private static StageProgressed Progress(int stage, double fraction, int attempt = 1) =>
        new(new StageId((UInt128)stage), attempt, "w") { Fraction = fraction };

    private static StageProgressed Epoch(int stage, int epoch) =>
        new(new StageId((UInt128)stage), 1, "w") { Epoch = epoch, Metrics = ScriptedEngine.Epoch with { Epoch = epoch } };
}
