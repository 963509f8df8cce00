using System.Text.Json.Nodes;

namespace Sweep.Tests.Cli.Running;

/// <summary><c>sweep run</c> with real training on a few real images.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private readonly RunFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Run_DataSetMissing_FailsItsTrialsAtOnceAndIsTriedAgainByTheSameCommand()
    {
        string[] command = ["run", _fixture.Spec(), "--home", _fixture.Home, "--data", _fixture.Empty, "--device", "cpu", "--workers", "2"];
        var (code, output, _) = await SweepProcess.RunAsync(command);

        Assert.Equal(1, code);
        Assert.Contains("sweep data pull mnist", output, StringComparison.Ordinal);
        Assert.Contains("8 of 8 trials failed", output, StringComparison.Ordinal);
        Assert.Equal(2, output.Split('\n').Count(line => line.StartsWith("failed  ", StringComparison.Ordinal)));
        Assert.All(await _fixture.TrialsAsync("grid"), row => Assert.Equal("failed", (string?)row!["state"]));

        (code, output, _) = await SweepProcess.RunAsync(command);
        Assert.Equal(1, code);
        Assert.Contains("trying again what failed (2 stages)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_InterruptedOrKilled_EndsWithTheNumbersOfAnUndisturbedRun()
    {
        var spec = _fixture.Write(
            "real.yaml",
            """
            name: real
            grid: { dataset: cifar10, architecture: vgg16, mode: from-scratch, sparsity: [0, 0.8], seed: 1 }
            data: { samples: 256, classes: [0, 1] }
            model: { width: 0.125 }
            training: { epochs: 3, batch: 64 }
            pruning: { epochs: 1 }
            """);
        string[] Command(string home) => ["run", spec, "--home", home, "--data", SharedData(), "--device", "cpu", "--workers", "1", "--threads", "1", "--format", "json"];
        var undisturbed = Path.Combine(_fixture.Home, "undisturbed");
        var disturbed = Path.Combine(_fixture.Home, "disturbed");

        Assert.Equal(0, (await SweepProcess.RunAsync(Command(undisturbed))).Code);
        foreach (var signal in new[] { "INT", "KILL" })
        {
            using var run = SweepProcess.Start(Command(disturbed));
            await run.ReadToAsync("{\"event\":\"epoch\"");
            run.Signal(signal);
            await run.EndAsync();
        }

        Assert.Equal(0, (await SweepProcess.RunAsync(Command(disturbed))).Code);
        var expected = await NumbersAsync(undisturbed);
        Assert.Equal(2, expected.Count);
        Assert.Equal(expected, await NumbersAsync(disturbed));
    }

    private static async Task<List<string>> NumbersAsync(string home)
    {
        var (_, output, _) = await SweepProcess.RunAsync("results", "real", "--home", home, "--format", "json");
        return [.. JsonNode.Parse(output)!["trials"]!.AsArray().Select(row => $"{row!["sparsity"]} {row["top1"]} {row["loss"]} {row["parameters_nonzero"]} {row["epochs"]}")];
    }

    private static string SharedData()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Sweep.sln")))
            root = root.Parent;
        var data = Path.GetFullPath(Path.Combine(root?.FullName ?? "/", "..", "shared", "data"));
        Assert.SkipUnless(Directory.Exists(data), "Needs a CIFAR-10 beside the repository, in shared/data.");
        return data;
    }
}
