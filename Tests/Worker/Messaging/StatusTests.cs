using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Messaging;

public sealed class StatusTests
{
    [Fact]
    public async Task Status_Idle_SaysWhoAndWhatItIs()
    {
        await using var worker = new WorkerFixture(slots: 3, options => options with { Device = "cuda:1" });
        worker.Memory.Free = 7L << 30;
        var status = await worker.StatusAsync();
        Assert.Equal(
            (1, 0, 3, "cuda:1", true, false, null),
            (status.Sequence, status.Heard, status.Slots, status.Device, status.Accepting, status.Draining, status.Reason)
        );
        Assert.Equal((7L << 30, Environment.MachineName), (status.MemoryFree, status.Host));
        Assert.NotEmpty(status.Version);
        Assert.Equal(2, (await worker.StatusAsync()).Sequence);
    }

    [Fact]
    public async Task Status_HeldChanges_IsSentAtOnce()
    {
        await using var worker = new WorkerFixture(slots: 2);
        await worker.StartAsync(1, attempt: 4);
        await worker.Coordinator.HearStatusAsync(status => status.Held is [{ Attempt: 4 } held] && held.StageId == new StageId(1));
        worker.Engine.Complete(1);
        await worker.Coordinator.HearStatusAsync(status => status.Held is []);
    }

    [Fact]
    public async Task LookForData_SomethingHasChanged_SendsAStatusAtOnceAndOnlyThen()
    {
        await using var worker = new WorkerFixture();
        Assert.Null((await worker.StatusAsync()).Data);
        worker.Engine.Data = ["mnist"];
        worker.Slots.LookForData();
        Assert.Equal(["mnist"], (await worker.Coordinator.HearStatusAsync(status => status.Data is not null)).Data);

        var messages = worker.Coordinator.Messages;
        worker.Engine.Data = ["mnist"];
        worker.Slots.LookForData();
        Assert.Equal(["mnist"], (await worker.StatusAsync()).Data);
        Assert.Equal(messages + 1, worker.Coordinator.Messages);
    }

    [Fact]
    public async Task ExamineAsync_MachineIsExamined_SendsTheFindings()
    {
        await using var worker = new WorkerFixture();
        Assert.Null((await worker.StatusAsync()).Findings);
        worker.Engine.Examination = () => ["failed: CUDA devices: cuda:0 does not compute"];
        await worker.Slots.ExamineAsync(Waiting.Stop);

        Assert.Equal(
            ["failed: CUDA devices: cuda:0 does not compute"],
            (await worker.Coordinator.HearStatusAsync(status => status.Findings is not null)).Findings
        );
        Assert.Contains(worker.Log.Lines, line => line.Contains("cuda:0 does not compute", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ExamineAsync_Fails_SendsNothing()
    {
        await using var worker = new WorkerFixture();
        worker.Engine.Examination = () => throw new InvalidOperationException("no doctor");
        await worker.Slots.ExamineAsync(Waiting.Stop);

        Assert.Null((await worker.StatusAsync()).Findings);
    }

    [Fact]
    public async Task StopAsync_AtItsEnd_SendsTheLastStatusLast()
    {
        await using var worker = new WorkerFixture();
        Assert.False((await worker.StatusAsync()).Ended);
        await worker.Slots.StopAsync(TimeSpan.FromSeconds(1));
        Assert.True((await worker.Coordinator.HearStatusAsync(status => status.Ended)).Draining);
    }

    [Fact]
    public async Task Status_FirstOrders_IsSentAtOnceWithWhatWasHeard()
    {
        await using var worker = new WorkerFixture();
        await worker.StatusAsync();
        worker.Slots.Obey(new WorkerOrders { Heard = 1 });
        Assert.Equal(1, (await worker.Coordinator.HearStatusAsync(status => status.Heard > 0)).Heard);
    }

    [Fact]
    public async Task Status_FurtherOrdersWithoutNews_AreNotAnsweredAtOnce()
    {
        await using var worker = new WorkerFixture();
        worker.Slots.Obey(new WorkerOrders { Heard = 1 });
        await worker.StatusAsync();
        var messages = worker.Coordinator.Messages;
        worker.Slots.Obey(new WorkerOrders { Heard = 2 });
        worker.Slots.Obey(new WorkerOrders { Heard = 1 });
        Assert.Equal(2, (await worker.StatusAsync()).Heard);
        Assert.Equal(messages + 1, worker.Coordinator.Messages);
    }

    [Fact]
    public async Task Progress_BetweenEpochs_TheNewestGoesWithTheHeartbeat()
    {
        await using var worker = new WorkerFixture();
        var reported = new TaskCompletionSource();
        worker.Engine.OnStart = progress =>
        {
            progress.Report(new StageProgress(1, 3, 0.4, 10, null));
            progress.Report(new StageProgress(1, 3, 0.5, 20, null));
            reported.SetResult();
        };
        await worker.StartAsync(1);
        await reported.Task.WaitAsync(Waiting.Patience, Waiting.Stop);
        await worker.StatusAsync();
        Assert.False(worker.Coordinator.HasMore);
        worker.Slots.ReportProgress();
        worker.Slots.ReportProgress();
        var report = await worker.HearAsync<StageProgressed>(1);
        Assert.Equal((0.5, 20.0, null), (report.Fraction, report.ImagesPerSecond, report.Metrics));
        await worker.StatusAsync();
        Assert.False(worker.Coordinator.HasMore);
    }
}
