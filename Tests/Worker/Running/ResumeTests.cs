using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Randomness;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Running;

[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class ResumeTests
{
    /// <summary>Steps per epoch: 300 images in batches of 24.</summary>
    private const int StepsPerEpoch = 12;

    private const int Kills = 3;

    /// <summary>An engine that saves only when it is stopped, however long a step takes.</summary>
    private static readonly EngineOptions _reportEveryStep = new()
    {
        Device = TestDevice.Option,
        Threads = 1,
        ReportInterval = TimeSpan.Zero,
        ResumeInterval = TimeSpan.FromDays(1),
    };

    public static TheoryData<string, Optimizer, PruningSchedule?, int> Cases =>
        new()
        {
            { "vgg16", Optimizer.Sgd, null, 1 },
            { "mobilenet", Optimizer.AdamW, null, 3 },
            { "vgg16", Optimizer.Sgd, PruningSchedule.Iterative, 1 },
            { "vgg16", Optimizer.AdamW, PruningSchedule.Gradual, 1 },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task RunAsync_StoppedAtRandomSteps_EndsWithTheSameBits(
        string architecture,
        Optimizer optimizer,
        PruningSchedule? schedule,
        int splits
    )
    {
        using var engine = new EngineFixture { Options = _reportEveryStep };
        var stage = Stage(architecture, optimizer);
        var expected = await engine.FinishAsync(new StageWork(stage, splits));
        if (schedule is { } pruning)
        {
            stage = EngineFixture.Prune(stage, 0.8, new PruningSettings { Schedule = pruning, Epochs = 2 });
            expected = await engine.FinishAsync(stage);
        }

        var final = engine.PathOf(CheckpointName.Final(stage.Id));
        var uninterrupted = File.ReadAllBytes(final);
        File.Delete(final);

        var (actual, stops) = await RunWithStops(engine, new StageWork(stage, splits));

        Assert.True(stops >= 3, $"was stopped {stops} times only");
        Assert.Equal(Data(uninterrupted), Data(File.ReadAllBytes(final)));
        Assert.Equal(WithoutTimes(expected), WithoutTimes(actual));
        Assert.Equal(stage.Training.Epochs, expected.Epochs.Count);
        Assert.False(File.Exists(engine.PathOf(CheckpointName.Resume(stage.Id))));
        AssertSame(actual, await engine.FinishAsync(stage));
    }

    [Fact]
    public async Task RunAsync_StoppedAnywhere_EvaluatesAndReportsTheInterruptedEpoch()
    {
        var time = new StoppingTime();
        using var engine = new EngineFixture { Options = _reportEveryStep, Time = time };
        var stage = Stage("vgg16", Optimizer.Sgd);
        var expected = await engine.FinishAsync(stage);
        File.Delete(engine.PathOf(CheckpointName.Final(stage.Id)));
        var random = new CounterRandom(3, 3);
        var (stops, brokenEvaluations) = (0, 0);
        FinishedStage? actual = null;

        while (actual is null)
        {
            try
            {
                using var stop = new CancellationTokenSource();
                time.StopAfter(1 + random.Below((ulong)stops, 20), stop.Cancel);
                actual = await engine.FinishAsync(stage, stop: new StageStop(stop.Token, default));
            }
            catch (OperationCanceledException)
            {
                stops++;
                brokenEvaluations +=
                    Saved(engine, stage) is { Step: > 0 } saved
                    && saved.Step % StepsPerEpoch == 0
                    && saved.Epochs < saved.Step / StepsPerEpoch
                        ? 1
                        : 0;
            }

            Assert.InRange(stops, 0, 1000);
        }

        Assert.True(brokenEvaluations > 0, $"none of {stops} stops fell into an evaluation");
        Assert.Equal(WithoutTimes(expected), WithoutTimes(actual));
    }

    [Fact]
    public async Task RunAsync_Abandoned_StoresNothing()
    {
        using var engine = new EngineFixture { Options = _reportEveryStep };
        var stage = Stage("vgg16", Optimizer.Sgd);
        using var both = new CancellationTokenSource();
        var progress = new Reports { OnReport = _ => both.Cancel() };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            engine.FinishAsync(stage, progress, new StageStop(both.Token, both.Token))
        );

        Assert.Single(progress.All);
        Assert.Empty(Directory.GetFiles(Path.Combine(engine.Folder, "checkpoints"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task RunAsync_StoppedBeforeItBegins_DoesNotBegin()
    {
        using var engine = new EngineFixture { Options = _reportEveryStep };
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var reports = new Reports();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            engine.FinishAsync(Stage("vgg16", Optimizer.Sgd), reports, new StageStop(stop.Token, default))
        );

        Assert.Empty(reports.All);
    }

    [Fact]
    public async Task RunAsync_CheckpointsWithoutACurve_GiveAnEmptyOne()
    {
        using var engine = new EngineFixture { Options = _reportEveryStep };
        var stage = Stage("vgg16", Optimizer.Sgd);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StopAfter(engine, new StageWork(stage), 15, save: true));
        var resume = engine.PathOf(CheckpointName.Resume(stage.Id));
        File.WriteAllBytes(resume, WithoutCurve(File.ReadAllBytes(resume)));

        var resumed = await engine.FinishAsync(stage);
        var final = engine.PathOf(CheckpointName.Final(stage.Id));
        File.WriteAllBytes(final, WithoutCurve(File.ReadAllBytes(final)));
        var found = await engine.FinishAsync(stage);

        Assert.Empty(resumed.Epochs);
        Assert.Empty(found.Epochs);
        Assert.Equal(resumed.Result.Top1, found.Result.Top1);
    }

    [Fact]
    public async Task RunAsync_ProcessKilledAtRandomMoments_EndsWithTheSameBits()
    {
        using var engine = new EngineFixture();
        var stage = KilledStage.Definition;
        var expected = await engine.FinishAsync(stage);
        var final = engine.PathOf(CheckpointName.Final(stage.Id));
        var uninterrupted = File.ReadAllBytes(final);
        File.Delete(final);
        var random = new CounterRandom(9, 9);
        long? saved = null;

        // Each process is killed in one of the four steps after some line, most likely while it saves. The stage has 27 steps.
        for (var kill = 0; kill < Kills; kill++)
        {
            var lines = 2 + random.Below((ulong)kill, 3);
            using var child = KilledStage.Start(engine.Folder, last: lines + 4);
            await ReadLinesAsync(child, lines);
            child.Kill();
            await child.WaitForExitAsync(Waiting.Stop).WaitAsync(Waiting.Patience, Waiting.Stop);

            Assert.False(File.Exists(final));
            var step = Saved(engine, stage)!.Value.Step;
            Assert.InRange(step, (saved ?? 0) + lines - 2, (saved ?? 0) + lines + 4);
            saved = step;
        }

        var actual = await engine.FinishAsync(stage);

        Assert.Equal(Data(uninterrupted), Data(File.ReadAllBytes(final)));
        Assert.Equal(WithoutTimes(expected), WithoutTimes(actual));
        Assert.False(File.Exists(engine.PathOf(CheckpointName.Resume(stage.Id))));
    }

    [Fact]
    public async Task RunAsync_ResumedElsewhere_CountsTheTimeOfAllAttempts()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromTicks(1) };
        using var engine = new EngineFixture { Options = _reportEveryStep, Time = time };
        var stage = Stage("vgg16", Optimizer.Sgd);

        var first = new Reports { OnReport = _ => time.Advance(TimeSpan.FromMinutes(1)) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StopAfter(engine, new StageWork(stage), 10, save: true, first));
        time.Advance(TimeSpan.FromHours(1));
        var second = new Reports { OnReport = _ => time.Advance(TimeSpan.FromMinutes(1)) };
        var result = await engine.RunAsync(stage, second);

        // Between reports the clock has moved by a few ticks.
        Assert.Equal(10, first.All.Count);
        Assert.Equal(first.All.Count + second.All.Count, result.Duration.TotalMinutes, 0.01);
        Assert.True(result.ImagesPerSecond > 1e6, $"{result.ImagesPerSecond} images/s count what lies between steps");
    }

    [Fact]
    public async Task RunAsync_ResumeCheckpointIsDamaged_BeginsAnewAndSaysSo()
    {
        using var engine = new EngineFixture { Options = _reportEveryStep };
        var stage = Stage("vgg16", Optimizer.Sgd);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StopAfter(engine, new StageWork(stage), 3, save: true));
        var resume = engine.PathOf(CheckpointName.Resume(stage.Id));
        File.WriteAllBytes(resume, File.ReadAllBytes(resume)[..1000]);

        var (result, epochs) = await engine.FinishAsync(stage);

        Assert.Contains("begins anew", Assert.Single(engine.Log.Notes), StringComparison.Ordinal);
        Assert.Equal(stage.Training.Epochs, epochs.Count);
        Assert.Equal(stage.Training.Epochs, result.Epochs);
    }

    private static StageDefinition Stage(string architecture, Optimizer optimizer)
    {
        var stage = EngineFixture.Train(architecture);
        return stage with
        {
            Training = stage.Training with
            {
                Optimizer = optimizer,
                Lr = optimizer == Optimizer.Sgd ? 0.05 : 0.002,
                Epochs = 2,
                Batch = 24,
            },
        };
    }

    /// <summary>Half of the stops save; the others abandon and so leave the previous checkpoint.</summary>
    private static async Task<(FinishedStage Finished, int Stops)> RunWithStops(EngineFixture engine, StageWork work)
    {
        var random = new CounterRandom(1, (ulong)work.Stage.Training.Epochs);
        var resume = engine.PathOf(CheckpointName.Resume(work.Stage.Id));
        for (var stops = 0; ; stops++)
        {
            var (save, before) = (random.Below(1000 + (ulong)stops, 2) == 0, File.Exists(resume) ? File.ReadAllBytes(resume) : null);
            try
            {
                return (await StopAfter(engine, work, 1 + random.Below((ulong)stops, 8), save), stops);
            }
            catch (OperationCanceledException)
            {
                var after = File.Exists(resume) ? File.ReadAllBytes(resume) : null;
                Assert.Equal(save, !(before ?? []).SequenceEqual(after ?? []));
            }

            Assert.InRange(stops, 0, 1000);
        }
    }

    private static async Task<FinishedStage> StopAfter(EngineFixture engine, StageWork work, int reports, bool save, Reports? also = null)
    {
        using var stop = new CancellationTokenSource();
        var progress = new Reports
        {
            OnReport = report =>
            {
                // The fingerprint of the stage's data is reported before its first step.
                if (report.Data is not null)
                {
                    return;
                }

                also?.Report(report);
                if (--reports == 0)
                {
                    stop.Cancel();
                }
            },
        };
        return await engine.FinishAsync(work, progress, save ? new StageStop(stop.Token, default) : new StageStop(default, stop.Token));
    }

    private static async Task ReadLinesAsync(Process child, int count)
    {
        while (count > 0)
        {
            var line = await child.StandardOutput.ReadLineAsync(Waiting.Stop).AsTask().WaitAsync(Waiting.Patience, Waiting.Stop);
            Assert.NotNull(line);
            count -= line.Contains(KilledStage.StepLine, StringComparison.Ordinal) ? 1 : 0;
        }
    }

    /// <summary>The step at which the stage would resume, and the number of epochs that it has reported.</summary>
    private static (long Step, int Epochs)? Saved(EngineFixture engine, StageDefinition stage)
    {
        var path = engine.PathOf(CheckpointName.Resume(stage.Id));
        if (!File.Exists(path))
        {
            return null;
        }

        using var reader = SafetensorsReader.Open(path);
        return (long.Parse(reader.Metadata["step"], CultureInfo.InvariantCulture), LearningCurve.Read(reader.Metadata)!.Count);
    }

    /// <summary>A file as an earlier release wrote it: the key is renamed to one of the same length, so that no offset moves.</summary>
    private static byte[] WithoutCurve(byte[] file)
    {
        var at = file.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"{LearningCurve.Key}\""));
        file[at + 1] = (byte)'x';
        return file;
    }

    /// <summary>A safetensors file without its header, whose metadata hold times.</summary>
    private static byte[] Data(byte[] file) => file[(8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file))..];

    private static string WithoutTimes(FinishedStage finished) =>
        JsonSerializer.Serialize(finished with { Result = finished.Result with { Duration = TimeSpan.Zero, ImagesPerSecond = 0 } });

    private static void AssertSame(FinishedStage expected, FinishedStage actual) =>
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));

    /// <summary>
    /// The system's time, which also counts how often it is read, and so can stop a stage between any two readings.
    /// </summary>
    private sealed class StoppingTime : TimeProvider
    {
        private Action? _stop;
        private int _left;

        public void StopAfter(int questions, Action action) => (_left, _stop) = (questions, action);

        public override long GetTimestamp()
        {
            if (--_left == 0)
            {
                _stop?.Invoke();
            }

            return base.GetTimestamp();
        }
    }
}
