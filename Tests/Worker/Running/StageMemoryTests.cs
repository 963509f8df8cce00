using System.Globalization;
using System.Text.Json;
using Sweep.Contracts.Stages;
using Sweep.Worker.Native;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Running;

public sealed class StageMemoryTests
{
    // The numbers of images of SyntheticCifar.
    private const int Train = 300;
    private const int Test = 60;

    public static TheoryData<string, double, int, int, Optimizer, Precision> Cases =>
        new()
        {
            { "vgg16", 0.25, 32, 1, Optimizer.Sgd, Precision.Fp32 },
            { "mobilenet", 1, 32, 1, Optimizer.AdamW, Precision.Fp32 },
            { "vgg16", 0.25, 32, 4, Optimizer.Sgd, Precision.Fp32 },
            { "mobilenet", 0.5, 32, 1, Optimizer.Sgd, Precision.Bf16 },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Of_StageThatRan_IsWithinAFactorOfTwo(
        string architecture,
        double width,
        int image,
        int splits,
        Optimizer optimizer,
        Precision precision
    )
    {
        Assert.SkipUnless(File.Exists("/proc/self/clear_refs"), "Only Linux tells a process's peak.");
        var stage = EngineFixture.Train(architecture);
        stage = stage with
        {
            Data = stage.Data with { Image = image },
            Model = stage.Model with { Width = width },
            Training = stage.Training with { Epochs = 1, Batch = 128, Optimizer = optimizer, Precision = precision },
        };
        using var parent = new EngineFixture();
        using var child = ChildTest.Start(
            typeof(StageMemoryTests),
            nameof(Run_InChildProcess_TellsItsPeak),
            JsonSerializer.Serialize(new Request(parent.Folder, stage, splits))
        );

        var output = await ChildTest.PassAsync(child);

        var line = output.Split('\n').Single(line => line.StartsWith("bytes ", StringComparison.Ordinal));
        var measured = long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
        var estimated = StageMemory.Of(stage, splits, Train, Test, Train + Test);
        Assert.True(
            estimated > measured / 2 && estimated < measured * 2,
            $"{measured >> 20} MiB were measured and {estimated >> 20} MiB estimated"
        );
    }

    [Fact]
    public void Of_WholeDataSet_CountsItAndGrowsWithTheBatch()
    {
        var stage = EngineFixture.Train();
        var large = stage with { Training = stage.Training with { Batch = 1024 } };
        var few = stage with { Data = stage.Data with { Samples = 1000, Classes = [0, 1] } };

        Assert.InRange(StageMemory.Of(stage, 1), 600L << 20, 1200L << 20);
        Assert.True(StageMemory.Of(few, 1) < StageMemory.Of(stage, 1));
        Assert.True(StageMemory.Of(large, 1) > StageMemory.Of(stage, 1));
        Assert.True(StageMemory.Of(large, 8) < StageMemory.Of(large, 1));
    }

    [Theory]
    [InlineData("caltech101", 224)]
    [InlineData("mnist", 32)]
    [InlineData("no-such-set", 32)]
    public void Of_OtherDataSets_IsPositive(string dataset, int image) =>
        Assert.True(
            StageMemory.Of(
                EngineFixture.Train() with
                {
                    Data = new DataSettings { Dataset = dataset, Image = image },
                },
                1
            ) > 0
        );

    [Theory]
    [InlineData("lenet", 32, 1.0)]
    [InlineData("vgg16", 3, 1.0)]
    [InlineData("vgg16", 32, 1e12)]
    public void Of_StageThatCannotBeExecuted_IsZero(string architecture, int image, double width)
    {
        var stage = EngineFixture.Train(architecture);

        Assert.Equal(
            0,
            StageMemory.Of(stage with { Data = stage.Data with { Image = image }, Model = stage.Model with { Width = width } }, 1)
        );
    }

    [Fact(Explicit = true)]
    public async Task Run_InChildProcess_TellsItsPeak()
    {
        var request = JsonSerializer.Deserialize<Request>(ChildTest.Argument)!;
        var engine = new EngineFixture(request.Folder)
        {
            Options = new EngineOptions { Device = "cpu", Threads = 1 },
        };
        NativeRuntime.UseThreads(1);
        ones(1).Dispose();
        GC.Collect();
        var idle = Status("VmRSS");

        // Resets the recorded peak.
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5", TestContext.Current.CancellationToken);
        await engine.FinishAsync(new StageWork(request.Stage, request.Splits));

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nbytes {Status("VmHWM") - idle}"));
        Console.Out.Flush();
    }

    private static long Status(string key) =>
        File.ReadLines("/proc/self/status")
            .Where(line => line.StartsWith(key + ":", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024)
            .Single();

    private sealed record Request(string Folder, StageDefinition Stage, int Splits);
}
