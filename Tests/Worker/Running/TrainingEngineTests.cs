using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Telemetry;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Models;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Running;

[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class TrainingEngineTests
{
    [Theory]
    [InlineData("vgg16", 8, 0.05)]
    [InlineData("mobilenet", 16, 0.2)]
    public async Task RunAsync_TrainStage_LearnsAndReports(string architecture, int epochs, double lr)
    {
        using var engine = new EngineFixture();
        var reports = new Reports();
        var stage = EngineFixture.Train(architecture);
        stage = stage with { Training = stage.Training with { Epochs = epochs, Batch = 16, Lr = lr } };

        var result = await engine.RunAsync(stage, reports);

        var losses = reports.Epochs.Select(metrics => metrics.TrainLoss).ToList();
        Assert.Equal(epochs, losses.Count);
        Assert.True(losses[^1] < 0.7 * losses[0], $"the loss went from {losses[0]} to {losses[^1]}");
        Assert.True(result.Top1 > 40, $"top-1 is {result.Top1}, chance is 10");
        Assert.InRange(result.Top5, result.Top1, 100);
        Assert.Equal(10, result.PerClass.Count);
        Assert.Equal(result.Top1, result.PerClass.Average(), 6);
        Assert.Equal(result.Parameters, result.ParametersNonzero);
        Assert.True(result.ImagesPerSecond > 0);
        Assert.Equal(TestDevice.IsCpu, result.Device == "cpu (1 thread)");
        Assert.Superset(new HashSet<string> { "sweep", "commit", "torch", "dotnet" }, result.Versions.Keys.ToHashSet());
        Assert.True(File.Exists(engine.PathOf(CheckpointName.Final(stage.Id))));
        Assert.False(File.Exists(engine.PathOf(CheckpointName.Resume(stage.Id))));
    }

    [Fact]
    public async Task RunAsync_Traced_MakesASpanForEachPartOfTheAttempt()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Sweep.Worker",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var engine = new EngineFixture();
        var stage = EngineFixture.Train();
        using var attempt = Traces.Worker.StartActivity("execute")!;

        await engine.RunAsync(stage with { Training = stage.Training with { Epochs = 1 } }, new Reports());

        // Tests that run in parallel also train.
        var spans = ended.Where(span => span.ParentSpanId == attempt.SpanId).OrderBy(span => span.StartTimeUtc).ToList();
        Assert.Equal(["restore", "evaluate", "save"], spans.Select(span => span.OperationName));
        Assert.All(
            spans.Zip(spans.Skip(1)),
            pair => Assert.True(pair.First.StartTimeUtc + pair.First.Duration <= pair.Second.StartTimeUtc)
        );
    }

    [Fact]
    public async Task RunAsync_FinishedStage_ReturnsItsResultWithoutDataOrWork()
    {
        using var engine = new EngineFixture();
        var stage = EngineFixture.Train();
        var first = await engine.FinishAsync(stage);
        Directory.Delete(engine.Folders.Read[0], recursive: true);
        var reports = new Reports();

        var again = await engine.FinishAsync(stage, reports);

        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(again));
        Assert.Empty(reports.All);
    }

    [Fact]
    public async Task RunAsync_TwoAttemptsAtOnce_BothReportTheFirstOnesResult()
    {
        using var engine = new EngineFixture
        {
            Options = new EngineOptions
            {
                Device = TestDevice.Option,
                Threads = 1,
                ReportInterval = TimeSpan.Zero,
            },
        };
        var stage = EngineFixture.Train();
        using var bothRun = new Barrier(2);
        var reached = new ConcurrentDictionary<IProgress<StageProgress>, bool>();

        var attempts = await Task.WhenAll(Attempt(), Attempt());

        Assert.Equal(JsonSerializer.Serialize(attempts[0]), JsonSerializer.Serialize(attempts[1]));
        Assert.Equal(stage.Training.Epochs, attempts[0].Epochs.Count);
        Assert.Single(Directory.GetFiles(Path.Combine(engine.Folder, "checkpoints"), "*", SearchOption.AllDirectories));

        Task<FinishedStage> Attempt()
        {
            Reports reports = null!;
            reports = new Reports
            {
                OnReport = _ =>
                {
                    if (reached.TryAdd(reports, true))
                    {
                        bothRun.SignalAndWait(TestContext.Current.CancellationToken);
                    }
                },
            };
            return engine.FinishAsync(stage, reports);
        }
    }

    [Fact]
    public async Task RunAsync_FinishedStageWithAResumeCheckpoint_RemovesIt()
    {
        using var engine = new EngineFixture();
        var stage = EngineFixture.Train();
        await engine.RunAsync(stage);
        var resume = engine.PathOf(CheckpointName.Resume(stage.Id));
        File.WriteAllBytes(resume, [1]);

        await engine.RunAsync(stage);

        Assert.False(File.Exists(resume));
    }

    [Fact]
    public async Task RunAsync_SavedAfterAnotherAttemptHasFinished_LeavesNoResumeCheckpoint()
    {
        using var engine = new EngineFixture
        {
            Options = new EngineOptions
            {
                Device = TestDevice.Option,
                Threads = 1,
                ReportInterval = TimeSpan.Zero,
            },
        };
        var stage = EngineFixture.Train();
        using var stop = new CancellationTokenSource();
        var final = engine.PathOf(CheckpointName.Final(stage.Id));
        var progress = new Reports
        {
            OnReport = _ =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(final)!);
                File.WriteAllBytes(final, [1]);
                stop.Cancel();
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            engine.FinishAsync(stage, progress, new StageStop(stop.Token, default))
        );

        Assert.Equal([final], Directory.GetFiles(Path.Combine(engine.Folder, "checkpoints"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task RunAsync_SameStageTwice_GivesTheSameBits()
    {
        using var engine = new EngineFixture();
        var stage = EngineFixture.Train();
        var (first, second) = (stage with { Id = EngineFixture.NewId() }, stage with { Id = EngineFixture.NewId() });
        await engine.RunAsync(first);
        await engine.RunAsync(second);
        var other = stage with { Id = EngineFixture.NewId(), Seed = 2 };
        await engine.RunAsync(other);

        Assert.Equal(Weights(engine, first), Weights(engine, second));
        Assert.NotEqual(Weights(engine, first), Weights(engine, other));
    }

    [Fact]
    public async Task RunAsync_ParentIsGone_SaysWhich()
    {
        using var engine = new EngineFixture();
        var parent = EngineFixture.Train();

        var error = await Assert.ThrowsAsync<MissingParentException>(() => engine.RunAsync(EngineFixture.Prune(parent, 0.5)));

        Assert.Equal(parent.Id, error.Parent);
        Assert.NotEqual(FailureCause.Stage, error.Cause);
    }

    [Fact]
    public async Task RunAsync_NothingWasLearned_SaysSo()
    {
        using var engine = new EngineFixture();
        var stage = EngineFixture.Train();
        var untrained = await engine.RunAsync(stage with { Training = stage.Training with { Epochs = 0 } });
        var trained = await engine.RunAsync(stage with { Id = EngineFixture.NewId(), Training = stage.Training with { Epochs = 8 } });

        Assert.True(untrained.IsAtChance, $"{untrained.Top1} % after no training");
        Assert.StartsWith("At chance: top-1 ", Assert.Single(untrained.Warnings), StringComparison.Ordinal);
        Assert.False(trained.IsAtChance, $"{trained.Top1} % after eight epochs");
        Assert.Empty(trained.Warnings);
    }

    [Fact]
    public async Task RunAsync_LearningRateFarTooHigh_FailsAsDiverged()
    {
        using var engine = new EngineFixture();
        var stage = EngineFixture.Train();
        stage = stage with
        {
            Model = stage.Model with { BatchNorm = false },
            Training = stage.Training with { Lr = 1e6, Schedule = LearningRateSchedule.Constant },
        };

        var error = await Assert.ThrowsAsync<StageException>(() => engine.RunAsync(stage));

        Assert.Equal(FailureCause.Stage, error.Cause);
        Assert.Contains("diverged at epoch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_PretrainedOnOtherClasses_TakesAllButTheHeadAndKeepsTheInput()
    {
        using var engine = new EngineFixture();
        var pretrain = EngineFixture.Train() with { Kind = StageKind.Pretrain };
        pretrain = pretrain with { Data = pretrain.Data with { Classes = [0, 1, 2, 3, 4] } };

        // There are as many classes, but different ones: the head fits and must still be replaced.
        var train = EngineFixture.Train() with
        {
            Parent = pretrain.Id,
            Data = pretrain.Data with { Classes = [5, 6, 7, 8, 9] },
        };
        train = train with { Training = train.Training with { Epochs = 0 } };
        await engine.RunAsync(pretrain);
        await engine.RunAsync(train);

        using var before = engine.Open(pretrain);
        using var after = engine.Open(train);
        Assert.Equal(before.Definition.Input!.Mean, after.Definition.Input!.Mean);
        Assert.Equal(before.Definition.Input.Std, after.Definition.Input.Std);
        var (from, to) = (Weights(before), Weights(after));
        Assert.Equal(from.Keys.Order(), to.Keys.Order());
        Assert.All(
            from.Keys.Where(name => !name.StartsWith("head.", StringComparison.Ordinal)),
            name => Assert.Equal(from[name], to[name])
        );
        Assert.NotEqual(from["head.fc.weight"], to["head.fc.weight"]);
    }

    [Fact]
    public async Task RunAsync_UnknownDevice_SaysWhichThereAre()
    {
        using var engine = new EngineFixture { Options = new EngineOptions { Device = "cuda:99" } };

        var error = await Assert.ThrowsAsync<StageException>(() => engine.RunAsync(EngineFixture.Train()));

        Assert.Contains("auto, cpu", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, float[]> Weights(EngineFixture engine, StageDefinition stage)
    {
        using var saved = engine.Open(stage);
        return Weights(saved);
    }

    private static Dictionary<string, float[]> Weights(SavedNetwork saved)
    {
        using var network = new Network(saved.Definition.Architecture());
        saved.RestoreInto(network);
        using var scope = NewDisposeScope();
        return network.State.ToDictionary(entry => entry.Key, entry => entry.Value.contiguous().data<float>().ToArray());
    }
}
