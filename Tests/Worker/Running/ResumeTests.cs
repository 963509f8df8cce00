using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Worker.Running;
using Sweep.Worker.Training;

namespace Sweep.Tests.Worker.Running;

public sealed class ResumeTests
{
    private static readonly EngineOptions ReportEveryStep = new() { Device = "cpu", Threads = 1, ReportInterval = TimeSpan.Zero };

    public static TheoryData<string, Optimizer, PruningSchedule?> Cases => new()
    {
        { "vgg16", Optimizer.Sgd, null },
        { "mobilenet", Optimizer.AdamW, null },
        { "vgg16", Optimizer.Sgd, PruningSchedule.Iterative },
        { "vgg16", Optimizer.AdamW, PruningSchedule.Gradual },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task RunAsync_StoppedAtRandomSteps_EndsWithTheSameBits(string architecture, Optimizer optimizer, PruningSchedule? schedule)
    {
        using var engine = new EngineFixture { Options = ReportEveryStep };
        var stage = Stage(architecture, optimizer);
        var expected = await engine.RunAsync(stage);
        if (schedule is { } pruning)
        {
            stage = EngineFixture.Prune(stage, 0.8, new PruningSettings { Schedule = pruning, Epochs = 2 });
            expected = await engine.RunAsync(stage);
        }

        var final = engine.PathOf(CheckpointName.Final(stage.Id));
        var uninterrupted = File.ReadAllBytes(final);
        File.Delete(final);

        var (actual, stops) = await RunWithStops(engine, stage);

        Assert.True(stops >= 3, $"was stopped {stops} times only");
        Assert.Equal(Data(uninterrupted), Data(File.ReadAllBytes(final)));
        Assert.Equal(WithoutTimes(expected), WithoutTimes(actual));
    }

    [Fact]
    public async Task RunAsync_ProcessKilledAtRandomMoments_EndsWithTheSameBits()
    {
        using var engine = new EngineFixture();
        var stage = KilledStage.Definition;
        await engine.RunAsync(stage);
        var final = engine.PathOf(CheckpointName.Final(stage.Id));
        var uninterrupted = File.ReadAllBytes(final);
        File.Delete(final);
        var random = new CounterRandom(9, 9);
        var killed = 0;

        while (!File.Exists(final))
        {
            using var child = KilledStage.Start(engine.Folder);
            var steps = 3 + random.Below((ulong)killed, 12);
            while (steps > 0 && await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                steps -= line.Contains(KilledStage.StepLine, StringComparison.Ordinal) ? 1 : 0;
            }

            if (!child.HasExited && steps == 0)
            {
                child.Kill();
                killed++;
            }

            await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(killed > 0 || File.Exists(final), "the child ended without result");
            Assert.InRange(killed, 0, 50);
        }

        Assert.True(killed >= 2, $"was killed {killed} times only");
        Assert.Equal(Data(uninterrupted), Data(File.ReadAllBytes(final)));
        Assert.False(File.Exists(engine.PathOf(CheckpointName.Resume(stage.Id))));
    }

    [Fact]
    public async Task RunAsync_ResumedElsewhere_CountsTheTimeOfAllAttempts()
    {
        using var engine = new EngineFixture { Options = ReportEveryStep };
        var stage = Stage("vgg16", Optimizer.Sgd);

        var first = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StopAfter(engine, stage, 10));
        first.Stop();
        var second = Stopwatch.StartNew();
        var result = await engine.RunAsync(stage);
        second.Stop();

        Assert.InRange(result.Duration, TimeSpan.Zero, first.Elapsed + second.Elapsed);
        Assert.True(result.Duration > second.Elapsed * 0.9, $"{result.Duration} is not more than the last attempt's {second.Elapsed}");
    }

    [Fact]
    public async Task RunAsync_ResumeCheckpointIsDamaged_BeginsAnewAtTheNextAttempt()
    {
        using var engine = new EngineFixture { Options = ReportEveryStep };
        var stage = Stage("vgg16", Optimizer.Sgd);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StopAfter(engine, stage, 3));
        var resume = engine.PathOf(CheckpointName.Resume(stage.Id));
        File.WriteAllBytes(resume, File.ReadAllBytes(resume)[..1000]);

        var error = await Assert.ThrowsAsync<StageException>(() => engine.RunAsync(stage));
        var result = await engine.RunAsync(stage);

        Assert.True(error.Retryable);
        Assert.Equal(stage.Training.Epochs, result.Epochs);
    }

    private static StageDefinition Stage(string architecture, Optimizer optimizer)
    {
        var stage = EngineFixture.Train(architecture);
        return stage with { Training = stage.Training with { Optimizer = optimizer, Lr = optimizer == Optimizer.Sgd ? 0.05 : 0.002, Epochs = 2, Batch = 24 } };
    }

    private static async Task<(StageResult Result, int Stops)> RunWithStops(EngineFixture engine, StageDefinition stage)
    {
        var random = new CounterRandom(1, (ulong)stage.Training.Epochs);
        for (var stops = 0; ; stops++)
        {
            try
            {
                return (await StopAfter(engine, stage, 1 + random.Below((ulong)stops, 8)), stops);
            }
            catch (OperationCanceledException)
            {
                Assert.True(File.Exists(engine.PathOf(CheckpointName.Resume(stage.Id))));
            }
        }
    }

    private static async Task<StageResult> StopAfter(EngineFixture engine, StageDefinition stage, int reports)
    {
        using var stop = new CancellationTokenSource();
        var progress = new Reports
        {
            OnReport = _ =>
            {
                if (--reports == 0)
                {
                    stop.Cancel();
                }
            },
        };
        return await engine.RunUntilAsync(stage, progress, stop.Token);
    }

    /// <summary>A safetensors file without its header, whose metadata hold times.</summary>
    private static byte[] Data(byte[] file) => file[(8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file))..];

    private static string WithoutTimes(StageResult result) =>
        JsonSerializer.Serialize(result with { Duration = TimeSpan.Zero, ImagesPerSecond = 0 });
}
