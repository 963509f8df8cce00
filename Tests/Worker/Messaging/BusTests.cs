using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Messaging;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Messaging;

public sealed class BusTests
{
    [Fact]
    public async Task Start_OnABus_SendsAStatusAndReceivesOrders()
    {
        await using var worker = await BusFixture.StartAsync();
        var first = await worker.Coordinator.HearStatusAsync(_ => true);
        Assert.Equal((1, 0, 1), (first.Sequence, first.Heard, first.Slots));
        await worker.SendAsync(new WorkerOrders { Heard = 1 });
        await worker.Coordinator.HearStatusAsync(status => status.Heard == 1);
    }

    [Fact]
    public async Task Run_OverTheBus_CarriesTheWholeResult()
    {
        await using var worker = await BusFixture.StartAsync();
        await worker.RunAsync(1);
        await worker.Coordinator.HearAsync<StageStarted>(1);
        worker.Engine.Complete(1);
        var completed = await worker.Coordinator.HearAsync<StageCompleted>(1);
        Assert.Equal(
            (90.0, double.NaN, TimeSpan.FromSeconds(2)),
            (completed.Result.Top1, completed.Result.Loss, completed.Result.Duration)
        );
        Assert.Equal(ScriptedEngine.Result.PerClass, completed.Result.PerClass);
        Assert.Equal(ScriptedEngine.Result.Versions, completed.Result.Versions);
        Assert.Equal([ScriptedEngine.Epoch], completed.Epochs);
    }

    [Fact]
    public async Task Run_AnotherWorkersOrders_DoNotArrive()
    {
        await using var worker = await BusFixture.StartAsync();
        await worker.SendAsync(new WorkerOrders { Run = [WorkerFixture.Stage(1)] }, worker: "another");
        await worker.RunAsync(2);
        await worker.Coordinator.HearAsync<StageStarted>(2);
    }

    [Fact]
    public async Task Heartbeat_NothingChanges_SendsAStatusWithTheNewestProgress()
    {
        await using var worker = await BusFixture.StartAsync();
        var reported = new TaskCompletionSource();
        worker.Engine.OnStart = progress =>
        {
            progress.Report(new StageProgress(1, 3, 0.5, 20, null));
            reported.SetResult();
        };
        await worker.RunAsync(1);
        await worker.Coordinator.HearAsync<StageStarted>(1);
        await reported.Task.WaitAsync(Waiting.Patience, Waiting.Stop);
        var before = await worker.Coordinator.HearStatusAsync(status => status.Held is [_]);

        worker.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0.5, (await worker.Coordinator.HearAsync<StageProgressed>(1)).Fraction);
        await worker.Coordinator.HearStatusAsync(status => status.Sequence > before.Sequence);
        var next = worker.Coordinator.HearStatusAsync(status => status.Sequence > before.Sequence + 1);
        await Waiting.Until("the next heartbeat", () => next.IsCompleted, () => worker.Time.Advance(TimeSpan.FromSeconds(5)));
        await next;
    }

    [Fact]
    public async Task Orders_UnknownVersion_AreIgnoredWholeAndLoggedOnce()
    {
        await using var worker = await BusFixture.StartAsync();
        for (var time = 0; time < 3; time++)
        {
            await worker.SendAsync(
                new WorkerOrders
                {
                    Version = 99,
                    Run = [WorkerFixture.Stage(1)],
                    Drain = "no",
                }
            );
        }

        await worker.RunAsync(2);
        await worker.Coordinator.HearAsync<StageStarted>(2);
        Assert.DoesNotContain(worker.Engine.Begun, work => work.Stage.Id == new StageId(1));
        var line = Assert.Single(worker.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains("version 99 are ignored", line, StringComparison.Ordinal);
        Assert.Contains($"knows version {WorkerOrders.KnownVersion}", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("")]
    [InlineData("""{"messageType":["urn:message:Sweep.Contracts.Messages:WorkerOrders"],"message":{"run":[{"attempt":1}]}}""")]
    [InlineData("""{"messageType":["urn:message:Sweep.Contracts.Messages:WorkerOrders"],"message":{"run":[{"attempt":1,"stage":null}]}}""")]
    [InlineData("""{"messageType":["urn:message:Sweep.Contracts.Messages:WorkerOrders"],"message":{"run":null,"cancel":null}}""")]
    [InlineData("""{"messageType":["urn:message:Sweep.Contracts.Messages:WorkerOrders"],"message":null}""")]
    [InlineData("""{"messageType":["urn:message:Other:Thing"],"message":{}}""")]
    public async Task Orders_ThatCannotBeRead_AreDroppedAndTheWorkerLivesOn(string json)
    {
        await using var worker = await BusFixture.StartAsync();
        await worker.RunAsync(1);
        await worker.Coordinator.HearAsync<StageStarted>(1);
        await worker.SendRawAsync(json);
        worker.Engine.Complete(1);
        await worker.Coordinator.HearAsync<StageCompleted>(1);
        await worker.RunAsync(2);
        await worker.Coordinator.HearAsync<StageStarted>(2);
    }

    [Fact]
    public async Task Watchdog_OrdersStopComing_OpensTheirQueueAnew()
    {
        await using var worker = await BusFixture.StartAsync();
        await worker.SendAsync(new WorkerOrders { Heard = 1 });
        await worker.Coordinator.HearStatusAsync(status => status.Heard == 1);

        // Like a consumer that died unnoticed.
        await worker.Endpoint.CloseAsync(Waiting.Stop);
        for (var beat = 1; beat <= WorkerOptions.Default.DeafAfter; beat++)
        {
            Assert.DoesNotContain(worker.Log.Lines, line => line.Contains("opening their queue anew", StringComparison.Ordinal));
            var sent = worker.Outbox.Sent;
            worker.Time.Advance(WorkerOptions.Default.Heartbeat);
            await Waiting.Until("the beat's status is sent", () => worker.Outbox.Sent > sent);
        }

        Assert.Contains(worker.Log.Lines, line => line.Contains("opening their queue anew", StringComparison.Ordinal));
        await Waiting.Until("orders arrive again", () => worker.Engine.Running == 1, () => _ = worker.RunAsync(1));
    }

    [Fact]
    public async Task Stop_Worker_SavesReleasesAndFlushes()
    {
        await using var worker = await BusFixture.StartAsync();
        await worker.RunAsync(1);
        await worker.Coordinator.HearAsync<StageStarted>(1);
        await worker.StopWorkerAsync();
        Assert.Equal("the worker was stopped", (await worker.Coordinator.HearAsync<StageReleased>(1)).Reason);
        Assert.Equal(["save"], worker.Engine.Stops);
        Assert.True((await worker.Coordinator.HearStatusAsync(status => status.Draining)).Draining);
    }

    [Fact]
    public async Task Run_250Slots_InOneProcess()
    {
        const int slots = 250;
        const int stages = 2000;
        await using var worker = await BusFixture.StartAsync(options => options with { Slots = slots }, new Noop());
        var next = 0;
        var completed = new HashSet<StageId>();
        await SendNextAsync(slots);
        while (completed.Count < stages)
        {
            var report = await worker.Coordinator.HearAnyAsync<StageReport>();
            Assert.IsNotType<StageReleased>(report);
            Assert.IsNotType<StageFailed>(report);
            if (report is StageCompleted done)
            {
                Assert.Equal(3, done.Epochs.Count);
                Assert.True(completed.Add(done.StageId));
                await SendNextAsync(1);
            }
        }

        async Task SendNextAsync(int count)
        {
            var run = Enumerable.Range(next + 1, Math.Min(count, stages - next)).Select(stage => WorkerFixture.Stage(stage)).ToList();
            next += run.Count;
            if (run.Count > 0)
                await worker.SendAsync(new WorkerOrders { Run = run });
        }
    }

    private sealed class Noop : IStageEngineFactory
    {
        public IStageEngine Create(int slot) => new NoopEngine(TimeSpan.Zero, TimeProvider.System);
    }
}
