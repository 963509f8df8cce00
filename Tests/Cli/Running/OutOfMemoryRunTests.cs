using System.Text.Json.Nodes;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Planning;
using Sweep.Tests.Worker.Running;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Data;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Cli.Running;

/// <summary><c>sweep run</c> whose memory really runs out.</summary>
public sealed class OutOfMemoryRunTests : IDisposable
{
    /// <summary>Has the same size of thread pool on every machine: a pool's stacks count.</summary>
    private const string TwoProcessors = "DOTNET_PROCESSOR_COUNT=2";

    private const string Started = "{\"event\":\"stage-started\"";
    private const string Failed = "{\"event\":\"stage-failed\"";

    private const string Spec = """
        name: large
        grid: { dataset: cifar10, architecture: vgg16, mode: from-scratch, sparsity: 0, seed: 1, batch: [20, 300] }
        data: { image: 96, samples: 300 }
        model: { width: 0.125 }
        training: { epochs: 1 }
        """;

    private readonly RunFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    /// <summary>
    /// A first stage of small batches loads libtorch and all else that the second needs. While the second is held, the address space
    /// is limited so that its batch does not fit and half of it does, each by a wide margin.
    /// </summary>
    [Fact]
    public async Task Run_BatchDoesNotFit_IsTriedAgainInPartsAndCompletes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is Linux's.");
        var stage = StageOf(batch: 300);
        var half = StageMemory.Of(stage, splits: 1) - StageMemory.Of(stage, splits: 2);
        Assert.True(half >= 1L << 29, $"Half a batch takes {half >> 20} MiB, which is too little beside what else comes and goes.");
        var data = SyntheticCifar.WriteTo(_fixture.Folder);

        using var run = SweepProcess.StartWith(
            [TwoProcessors],
            [
                "run",
                _fixture.Write("large.yaml", Spec),
                "--home",
                _fixture.Home,
                "--data",
                data.Write,
                "--device",
                "cpu",
                "--engine",
                _fixture.Gate.Train,
                "--workers",
                "1",
                "--threads",
                "1",
                "--format",
                "json",
            ]
        );
        Assert.Equal(20, await StartedBatchAsync(run));
        _fixture.Gate.Release();
        Assert.Equal(300, await StartedBatchAsync(run));
        run.LimitGrowth(half + (half / 2));
        _fixture.Gate.Open();
        var failure = JsonNode.Parse(await run.ReadToAsync(Failed))!;
        var (code, output, error) = await run.EndAsync();

        Assert.StartsWith("Out of memory on device cpu with batches of 300: ", (string?)failure["error"], StringComparison.Ordinal);
        Assert.False((bool)failure["is_final"]!);
        Assert.Equal((0, ""), (code, error));
        Assert.Single(output.Split('\n'), line => line.StartsWith(Failed, StringComparison.Ordinal));
        await _fixture.AssertCompletedAsync("large", trials: 2);
        var trials = (await _fixture.TrialsAsync("large")).ToDictionary(trial => (string)trial!["batch"]!, trial => trial!);
        Assert.Null(trials["20"]["warnings"]);
        var parted = trials["300"];
        Assert.Equal(
            "Batches were worked off in 2 parts after running out of memory, so batch norm saw smaller batches.",
            (string?)Assert.Single(parted["warnings"]!.AsArray())
        );
        var expected = await RunHereAsync(new StageWork(stage, Splits: 2), data);
        Assert.Equal(
            (expected.Top1, expected.Top5, expected.Loss),
            ((double)parted["top1"]!, (double)parted["top5"]!, (double)parted["loss"]!)
        );
    }

    private static async Task<int> StartedBatchAsync(SweepProcess run) =>
        (int)JsonNode.Parse(await run.ReadToAsync(Started))!["stage"]!["training"]!["batch"]!;

    private static StageDefinition StageOf(int batch)
    {
        var tree = Expansion.Expand(SpecReading.Read(Spec).Spec!);
        return Enumerable.Range(0, tree.StageCount).Select(tree.Stage).Single(stage => stage.Training.Batch == batch);
    }

    /// <summary>In this process, which has memory.</summary>
    private async Task<StageResult> RunHereAsync(StageWork work, DataFolders data)
    {
        var store = new FolderCheckpointStore(Path.Combine(_fixture.Folder, "checkpoints"), TimeProvider.System);
        var engine = new TrainingEngine(store, data, new EngineOptions { Device = "cpu", Threads = 1 }, TimeProvider.System);
        return (await engine.RunAsync(work, new Progress<StageProgress>(), StageStop.Never)).Result;
    }
}
