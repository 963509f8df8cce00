using System.Globalization;
using Sweep.Contracts.Architectures;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Training;
using Sweep.Worker.Models;
using Sweep.Worker.Native;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;
using Sweep.Worker.Training.Batches;
using Sweep.Worker.Training.Evaluating;
using Sweep.Worker.Training.Optimizers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Tests.Worker.Running;

/// <summary>
/// Tests memory that really runs out, in a child process with a limited address space. The limit is first the current size and then a
/// little more at each try, so that memory runs out a little later each time, until there is enough.
/// </summary>
public sealed class OutOfMemoryTests
{
    private const int Classes = 10;
    private const int MostTries = 1000;

    /// <summary>Tests a part of a step, or all of it.</summary>
    [Theory]
    [InlineData("batch")]
    [InlineData("gradient")]
    [InlineData("optimizer")]
    [InlineData("evaluation")]
    public async Task Step_MemoryRunsOutAnywhere_ThrowsUntilThereIsEnough(string part)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is Linux's.");
        using var child = ChildTest.Start(typeof(OutOfMemoryTests), nameof(Run_InChildProcess_Step), part, AddressSpace.CalmRuntime);
        await ChildTest.PassAsync(child);
    }

    [Theory]
    [InlineData("vgg16")]
    [InlineData("mobilenet")]
    public async Task RunAsync_MemoryRunsOut_FailsAsSuchUntilThereIsEnough(string architecture)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is Linux's.");
        using var child = ChildTest.Start(
            typeof(OutOfMemoryTests),
            nameof(Run_InChildProcess_Stage),
            architecture,
            AddressSpace.CalmRuntime
        );
        await ChildTest.PassAsync(child);
    }

    [Fact(Explicit = true)]
    public void Run_InChildProcess_Step()
    {
        var part = ChildTest.Argument;
        var failures = new List<string>();
        NativeRuntime.UseThreads(1);
        AddressSpace.PartTensorsFromTheRest();
        var set = Images.Noise(128, 32, Classes);
        var input = InputStatistics.Of(set);
        var settings = new TrainingSettings
        {
            Epochs = 1,
            Batch = 128,
            Optimizer = Optimizer.AdamW,
        };
        using var network = new Network(
            ArchitectureCatalogue.Create(new ModelSettings { Architecture = "vgg16", Width = 0.125 }, 32, Classes)
        );
        network.Initialise(seed: 1);
        using var batches = new BatchSource(set, input, settings, 1, CPU);
        using var evaluator = new Evaluator(set, input, Classes, CPU);
        using var optimizer = Optimizers.Create(settings, network);
        using var gradient = ones_like(network.Flat);
        Func<float[]> act = part switch
        {
            "batch" => Batch,
            "gradient" => Gradient,
            "optimizer" => Step,
            _ => () => [(float)evaluator.Evaluate(network, CancellationToken.None).Loss],
        };

        // Run everything once before the limit is set, so that .NET has compiled the code, including failure paths, and oneDNN its kernels.
        _ = act();
        var expected = act();
        _ = Try(() => [empty(1L << 50).data<float>()[0]]);
        var start = AddressSpace.Used;
        var tries = 0;
        float[]? actual = null;
        while (actual is null && tries < MostTries)
        {
            AddressSpace.Limit(start + (tries * (part == "optimizer" ? 16L << 10 : 512L << 10)));
            actual = Try(act);
            AddressSpace.Limit(null);
            tries++;
        }

        foreach (var group in failures.GroupBy(line => line))
        {
            Console.Out.WriteLine($"{part}: {group.Count()} of {tries} tries: {group.Key}");
        }

        Assert.True(tries > 1);
        Assert.All(failures, line => Assert.StartsWith("OutOfMemory", line, StringComparison.Ordinal));
        if (part != "optimizer")
        {
            Assert.Equal(expected, actual);
        }

        if (part == "gradient")
        {
            Assert.Contains(failures, line => line.EndsWith("Forward", StringComparison.Ordinal));
            Assert.Contains(failures, line => line.EndsWith("Gradient", StringComparison.Ordinal));
        }

        float[] Batch()
        {
            using var scope = NewDisposeScope();
            var (images, _) = batches.At(0, new BatchPart(0, 128));
            return images.sum().data<float>().ToArray();
        }

        float[] Gradient()
        {
            using var scope = NewDisposeScope();
            var (images, labels) = batches.At(0, new BatchPart(0, 128));
            var loss = F.cross_entropy(network.Forward(images, training: true), labels);
            return network.Gradient(loss).data<float>().ToArray();
        }

        float[] Step()
        {
            optimizer.Step(network.Flat, gradient, 0.001, 0);
            return [];
        }

        float[]? Try(Func<float[]> what)
        {
            try
            {
                return what();
            }
            catch (Exception error)
            {
                var failure = EngineFailure.Translate(error, new StageWork(EngineFixture.Train()), "cpu");
                var frames = error
                    .StackTrace!.Split('\n')
                    .Select(line => line.Trim())
                    .Where(line => line.Contains("at Sweep.Worker", StringComparison.Ordinal));
                var where = frames
                    .Select(line => line.Split('(')[0].Split('.'))
                    .FirstOrDefault(names => names[^2] is "Network" or "BatchSource" or "AdamW" or "Evaluator" or "Normaliser");
                failures.Add($"{failure?.Cause.ToString() ?? error.ToString()} {where?[^2]}.{where?[^1]}");
                return null;
            }
        }
    }

    [Fact(Explicit = true)]
    public async Task Run_InChildProcess_Stage()
    {
        var architecture = ChildTest.Argument;
        using var engine = new EngineFixture
        {
            Options = new EngineOptions { Device = "cpu", Threads = 2 },
        };
        var stage = EngineFixture.Train(architecture);
        stage = stage with { Training = stage.Training with { Epochs = 1, Batch = 300 } };
        var expected = await engine.RunAsync(stage with { Id = EngineFixture.NewId() });

        // The first failure loads and compiles the code that handles failures.
        Assert.NotNull(
            await FailureAsync(work: new StageWork(stage with { Id = EngineFixture.NewId(), Data = stage.Data with { Dataset = "none" } }))
        );
        var need = StageMemory.Of(stage, 1, 300, 60, 0);
        var start = AddressSpace.Used + (16 << 20);
        var failures = new List<StageException>();
        for (var i = 0; ; i++)
        {
            var work = new StageWork(stage with { Id = EngineFixture.NewId() });
            AddressSpace.Limit(start + (i * need / 16));
            var failure = await FailureAsync(work);
            AddressSpace.Limit(null);
            if (failure is null)
            {
                var result = await engine.RunAsync(work.Stage);
                Assert.Equal((expected.Loss, expected.Top1), (result.Loss, result.Top1));
                break;
            }

            Assert.True(i < 32, failure.ToString());
            failures.Add(failure);
        }

        Console.Out.WriteLine($"{failures.Count} failures");
        foreach (var failure in failures)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{failure.Cause} {failure.Message}"));
        }

        Assert.NotEmpty(failures);
        Assert.All(failures, failure => Assert.Equal(FailureCause.OutOfMemory, failure.Cause));

        async Task<StageException?> FailureAsync(StageWork work)
        {
            try
            {
                await engine.FinishAsync(work);
                return null;
            }
            catch (StageException error)
            {
                return error;
            }
        }
    }
}
