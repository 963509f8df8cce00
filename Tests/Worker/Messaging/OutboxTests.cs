using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Messaging;

public sealed class OutboxTests
{
    [Fact]
    public async Task Send_WhileOneIsUnderWay_TheRestIsOneMessage()
    {
        await using var worker = new WorkerFixture(slots: 5);
        var gate = new TaskCompletionSource();
        worker.Coordinator.Gate = gate.Task;
        worker.Run(1);
        await Waiting.Until("the first is under way", () => worker.Coordinator.Tries == 1);
        for (var stage = 2; stage <= 5; stage++)
            worker.Run(stage);
        gate.SetResult();

        for (var stage = 1; stage <= 5; stage++)
            await worker.HearAsync<StageStarted>(stage);
        await worker.Outbox.FlushAsync(Waiting.Stop);
        Assert.Equal(2, worker.Coordinator.Messages);
    }

    [Fact]
    public async Task Send_BrokerAway_KeepsAllAndDeliversInOrder()
    {
        await using var worker = new WorkerFixture(slots: 2);
        await worker.StatusAsync();
        worker.Coordinator.Outage = new IOException("connection refused");
        worker.Engine.OnStart = progress => progress.Report(new StageProgress(1, 3, 0.3, 100, ScriptedEngine.Epoch));
        worker.Run(1);
        worker.Run(2);

        // Reports that are being sent are not replaced. Until the clock moves, nothing is being sent.
        await Waiting.Until("sending has failed", () => !worker.Log.Lines.IsEmpty);
        worker.Engine.Complete(1);
        worker.Cancel(2, save: true);
        worker.Slots.Obey(new WorkerOrders { Drain = "to see that both have ended" });
        await worker.Slots.Drained.WaitAsync(Waiting.Patience, Waiting.Stop);
        await Waiting.Until(
            "sending was tried often",
            () => worker.Coordinator.Tries > 20,
            () => worker.Time.Advance(TimeSpan.FromSeconds(5))
        );
        worker.Coordinator.Outage = null;
        var flushing = worker.Outbox.FlushAsync(Waiting.Stop);
        await Waiting.Until("all is delivered", () => flushing.IsCompleted, () => worker.Time.Advance(TimeSpan.FromSeconds(1)));

        await worker.HearAsync<StageStarted>(1);
        await worker.HearAsync<StageStarted>(2);
        var rest = new List<StageReport>();
        while (worker.Coordinator.HasMore)
            rest.Add(await worker.Coordinator.HearAnyAsync<StageReport>());
        Assert.Single(rest.OfType<StageCompleted>(), report => report.StageId == new StageId(1));
        Assert.Single(rest.OfType<StageReleased>(), report => report.StageId == new StageId(2));
        Assert.DoesNotContain(rest, report => report is StageProgressed && report.StageId == new StageId(1));
        Assert.Empty((await worker.StatusAsync()).Held);
    }

    [Fact]
    public async Task Send_BrokerAway_IsLoggedOnceAtTheBeginningAndOnceAtTheEnd()
    {
        await using var worker = new WorkerFixture();
        worker.Coordinator.Outage = new IOException("connection refused");
        worker.Run(1);
        await Waiting.Until(
            "sending was tried often",
            () => worker.Coordinator.Tries > 5,
            () => worker.Time.Advance(TimeSpan.FromSeconds(5))
        );
        worker.Coordinator.Outage = null;
        var hearing = worker.HearAsync<StageStarted>(1);
        await Waiting.Until("it is delivered", () => hearing.IsCompleted, () => worker.Time.Advance(TimeSpan.FromSeconds(1)));
        await hearing;
        await worker.Outbox.FlushAsync(Waiting.Stop);
        Assert.Equal(
            [
                "Warning: The broker takes no messages (connection refused); stages go on, and their reports wait",
                "Information: The broker takes messages again; 1 reports have waited",
            ],
            worker.Log.Lines
        );
    }

    [Fact]
    public async Task Send_TransportThatOnlyWaits_IsLoggedAndTriedAgain()
    {
        await using var worker = new WorkerFixture();
        worker.Coordinator.Gate = new TaskCompletionSource().Task;
        worker.Run(1);
        await worker.Time.UntilAwaitedAsync(TimeSpan.FromSeconds(5));
        worker.Time.Advance(TimeSpan.FromSeconds(5));
        await Waiting.Until("it is logged", () => !worker.Log.Lines.IsEmpty);
        await Waiting.Until("it is tried again", () => worker.Coordinator.Tries > 1, () => worker.Time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(
            "Warning: The broker takes no messages (no answer within 5 seconds); stages go on, and their reports wait",
            Assert.Single(worker.Log.Lines)
        );
        worker.Coordinator.Gate = Task.CompletedTask;
        var hearing = worker.HearAsync<StageStarted>(1);
        await Waiting.Until("it is delivered", () => hearing.IsCompleted, () => worker.Time.Advance(TimeSpan.FromSeconds(10)));
        await hearing;
    }

    [Fact]
    public async Task Announce_WhileAStatusIsSent_SendsAnother()
    {
        await using var worker = new WorkerFixture();
        var gate = new TaskCompletionSource();
        worker.Coordinator.Gate = gate.Task;
        worker.Slots.Announce();
        await Waiting.Until("the first is under way", () => worker.Coordinator.Tries == 1);
        worker.Slots.Announce();
        gate.SetResult();
        await worker.Coordinator.HearStatusAsync(status => status.Sequence == 2);
        await worker.Outbox.FlushAsync(Waiting.Stop);
        Assert.Equal(2, worker.Coordinator.Messages);
    }
}
