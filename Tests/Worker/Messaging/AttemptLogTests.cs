using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Messaging;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Messaging;

public sealed class AttemptLogTests
{
    [Fact]
    public void Tail_LimitOfCharacters_ReturnsWholeLines()
    {
        var log = new AttemptLog();
        Assert.Null(log.Tail(100));
        foreach (var line in (string[])["one", "two", "three"])
            log.Add(line);

        Assert.Equal("one\ntwo\nthree", log.Tail(100));
        Assert.Equal("two\nthree", log.Tail(10));
        Assert.Null(log.Tail(5));
    }

    [Fact]
    public async Task Failed_Stage_SendsTheLinesOfItsOwnAttempt()
    {
        await using var worker = new WorkerFixture(slots: 2);
        worker.Engine.OnStart = progress => progress.Report(new StageProgress(1, 3, 0.3, 100, ScriptedEngine.Epoch));
        await worker.StartAsync(1);
        await worker.HearAsync<StageProgressed>(1);
        worker.Engine.OnStart = _ => { };
        await worker.StartAsync(2);
        worker.Logger.LogInformation("of nobody");

        worker.Engine.Fail(1, new StageException("bad", FailureCause.Unknown));
        var lines = (await worker.HearAsync<StageFailed>(1)).LogTail!.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches("^2000-01-01 00:00:00.000Z debug Stage 0*1, attempt 1, begins$", lines[0]);
        Assert.EndsWith(
            "debug Epoch 1 of 3: training loss 2.5, top-1 50 %, loss 0.5, learning rate 0.1, 100 images/s",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.EndsWith("warn  Stage 00000000000000000000000000000001 failed: bad", lines[2], StringComparison.Ordinal);
        worker.Engine.Fail(2, new InvalidOperationException("worse"));
        var other = (await worker.HearAsync<StageFailed>(2)).LogTail!;
        Assert.EndsWith("failed (InvalidOperationException: worse)", other, StringComparison.Ordinal);
        Assert.DoesNotContain("Epoch", other, StringComparison.Ordinal);
        Assert.DoesNotContain("of nobody", other, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "training loss 2.5, not tested, learning rate 0.1, 100 images/s")]
    [InlineData(50.0, null, "training loss 2.5, top-1 50 %, loss NaN, learning rate 0.1, 100 images/s")]
    public async Task Failed_EpochWithoutTestNumbers_SaysSo(double? top1, double? loss, string expected)
    {
        await using var worker = new WorkerFixture();
        var metrics = ScriptedEngine.Epoch with { Top1 = top1, Loss = loss };
        worker.Engine.OnStart = progress => progress.Report(new StageProgress(1, 3, 0.3, 100, metrics));
        await worker.StartAsync(1);
        await worker.HearAsync<StageProgressed>(1);

        worker.Engine.Fail(1, new StageException("bad", FailureCause.Unknown));

        var lines = (await worker.HearAsync<StageFailed>(1)).LogTail!.Split('\n');
        Assert.EndsWith($"debug Epoch 1 of 3: {expected}", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Released_Stage_SendsWhatItLogged()
    {
        await using var worker = new WorkerFixture();
        await worker.StartAsync(1);
        worker.Cancel(1, save: true);

        Assert.EndsWith("begins", (await worker.HearAsync<StageReleased>(1)).LogTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenUp_HangingStage_SendsWhatItLogged()
    {
        await using var worker = new WorkerFixture(change: options => options with { StopPatience = TimeSpan.FromHours(1) });
        worker.Engine.HeedsStop = false;
        await worker.StartAsync(1);
        var stopping = worker.Slots.StopAsync(TimeSpan.FromSeconds(5));
        worker.Time.Advance(TimeSpan.FromSeconds(5));
        await stopping.WaitAsync(Waiting.Patience, Waiting.Stop);

        Assert.EndsWith("begins", (await worker.HearAsync<StageReleased>(1)).LogTail, StringComparison.Ordinal);
    }

    [Fact]
    public void Current_InThreadsAndTasksBegunWithin_IsTheSame()
    {
        var log = new AttemptLog();
        AttemptLog.Current = log;
        AttemptLog? inThread = null;
        var thread = new Thread(() => inThread = AttemptLog.Current);
        AttemptLog.Current = null;
        thread.Start();
        thread.Join();
        Assert.Null(inThread);

        AttemptLog.Current = log;
        thread = new Thread(() => inThread = AttemptLog.Current);
        thread.Start();
        thread.Join();
        Assert.Same(log, inThread);
    }

    [Fact]
    public void Text_ManyLines_KeepsTheNewestThatFit()
    {
        var log = new AttemptLog();
        Assert.Null(log.Text);
        for (var number = 0; number < 1_000; number++)
            log.Add($"{number}: {new string('é', 40)}");

        Assert.InRange(Encoding.UTF8.GetByteCount(log.Text!), AttemptLog.MaxBytes - 200, AttemptLog.MaxBytes);
        Assert.StartsWith("999: ", log.Text!.Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Text_VeryLongLine_KeepsItsBeginningAndTheOthers()
    {
        var log = new AttemptLog();
        log.Add("before");
        log.Add($"{new string('x', AttemptLog.MaxLine - 1)}😀{new string('y', 100_000)}");

        var lines = log.Text!.Split('\n');
        Assert.Equal(["before", $"{new string('x', AttemptLog.MaxLine - 1)}…"], lines);
    }

    [Theory]
    [InlineData(LogLevel.Error)]
    [InlineData(LogLevel.Trace)]
    public void AddAttemptLog_WhateverElseIsLogged_KeepsOurDetails(LogLevel level)
    {
        using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(new FakeTimeProvider())
            .AddLogging(logging => logging.SetMinimumLevel(level).AddAttemptLog().AddAttemptLog())
            .BuildServiceProvider();
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var log = AttemptLog.Current = new AttemptLog();

        loggers.CreateLogger("Sweep.Worker").LogDebug("ours");
        loggers.CreateLogger("Sweep.Worker").LogTrace("too much");
        loggers.CreateLogger("Other").LogDebug("theirs");
        loggers.CreateLogger("Other").LogInformation("worth knowing");
        AttemptLog.Current = null;
        loggers.CreateLogger("Sweep.Worker").LogError("of nobody");

        Assert.Equal(["ours", "worth knowing"], log.Text!.Split('\n').Select(line => line[31..]));
    }

    [Fact]
    public void Read_MessagesOfOlderReleases_HaveNoLog()
    {
        StageReport failed = new StageFailed(new StageId(1), 1, "w", "bad", null, FailureCause.Unknown) { LogTail = "line" };
        var json = System.Text.Json.JsonSerializer.Serialize(failed);
        Assert.Equal(failed, System.Text.Json.JsonSerializer.Deserialize<StageReport>(json));
        Assert.Contains("\"LogTail\":\"line\",", json, StringComparison.Ordinal);

        var before = System.Text.Json.JsonSerializer.Deserialize<StageReport>(
            json.Replace("\"LogTail\":\"line\",", "", StringComparison.Ordinal)
        );
        Assert.Equal(failed with { }, before is StageFailed same ? same with { LogTail = "line" } : null);
        Assert.Null(((StageFailed)before!).LogTail);
    }
}
