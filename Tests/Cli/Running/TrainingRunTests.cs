using System.Globalization;
using System.Text.Json.Nodes;
using Sweep.Tests.Worker.Running;

namespace Sweep.Tests.Cli.Running;

/// <summary><c>sweep run</c> with real training on a few images made by formula.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private readonly RunFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Run_DataSetMissing_StartsNothingAndSaysWhatToDo()
    {
        var (code, output, error) = await SweepProcess.RunAsync([
            "run",
            _fixture.Spec(),
            "--home",
            _fixture.Home,
            "--data",
            _fixture.Empty,
            "--device",
            "cpu",
            "--workers",
            "2",
        ]);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("Nothing was started: data set mnist was not found; looked for ", error, StringComparison.Ordinal);
        Assert.EndsWith("Get it with: sweep data pull mnist. Where it is already: --data FOLDER.", error.Trim(), StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Empty(
            await SweepRun.Of([Sweep.Cli.Verbs.List.Create(TimeProvider.System)], ["list", "--home", _fixture.Home, "--format", "json"])
                is var list
                ? JsonNode.Parse(list.Output)!.AsArray()
                : []
        );
    }

    [Fact]
    public async Task Run_WeightsMissing_StartsNothingAndSaysWhatToDo()
    {
        var data = SyntheticCifar.WriteTo(_fixture.Folder).Write;
        var spec = _fixture.Write(
            "tuned.yaml",
            """
            name: tuned
            grid: { dataset: cifar10, architecture: mobilenet, mode: [from-scratch, fine-tuned] }
            pretrain: { mobilenet: { weights: mine.safetensors, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef } }
            training: { epochs: 1, batch: 60 }
            """
        );
        var (code, output, error) = await SweepProcess.RunAsync(Train(spec, data));

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("Nothing was started: weights mine.safetensors were not found; looked for ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DataSetIsGoneButAllIsDone_NeedsNone()
    {
        var data = SyntheticCifar.WriteTo(_fixture.Folder).Write;
        var spec = Small("st", "0");
        Assert.Equal(0, (await SweepProcess.RunAsync(Train(spec, data))).Code);

        Assert.Equal(0, (await SweepProcess.RunAsync(Train(spec, _fixture.Empty))).Code);
        var (code, output, _) = await SweepProcess.RunAsync([.. Train(spec, _fixture.Empty), "--name", "other"]);
        Assert.Equal(0, code);
        Assert.Contains("1 of them done", output, StringComparison.Ordinal);
        Assert.Equal(2, (await SweepProcess.RunAsync([.. Train(Small("more", "0, 0.5"), _fixture.Empty)])).Code);
    }

    [Fact]
    public async Task Run_OtherDataThanTheHomesResultsRestOn_IsRefusedWithBothFingerprints()
    {
        var spec = Small("st", "0");
        var (one, other) = (SyntheticCifar.WriteTo(_fixture.File("one")).Write, SyntheticCifar.WriteTo(_fixture.File("other")).Write);
        var file = Path.Combine(other, "cifar-10-batches-bin", "test_batch.bin");
        var bytes = File.ReadAllBytes(file);
        bytes[1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Equal(0, (await SweepProcess.RunAsync(Train(spec, one))).Code);

        foreach (var name in (string[])["b", "st"])
        {
            var (code, output, error) = await SweepProcess.RunAsync([.. Train(spec, other), "--name", name]);

            Assert.Equal((2, ""), (code, output));
            Assert.Matches("cifar10 has the fingerprint [0-9a-f]{12} here, where [0-9a-f]{12} was used before", error);
            Assert.Contains("use another --home", error, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await SweepProcess.RunAsync([.. Train(spec, one), "--name", "b"])).Code);
        Assert.Equal(
            0,
            (
                await SweepProcess.RunAsync([
                    "run",
                    spec,
                    "--home",
                    _fixture.File("elsewhere"),
                    "--data",
                    other,
                    "--device",
                    "cpu",
                    "--threads",
                    "1",
                ])
            ).Code
        );
    }

    [Fact]
    public async Task Run_CheckpointsAreDamaged_RunsTheParentAgainAndLeavesItsResult()
    {
        var data = SyntheticCifar.WriteTo(_fixture.Folder).Write;
        Assert.Equal(0, (await SweepProcess.RunAsync(Train(Small("st", "0"), data))).Code);
        var before = Assert.Single(await _fixture.TrialsAsync("st"))!.ToJsonString();
        foreach (
            var checkpoint in Directory.GetFiles(Path.Combine(_fixture.Home, "checkpoints"), "*.safetensors", SearchOption.AllDirectories)
        )
        {
            File.WriteAllBytes(checkpoint, File.ReadAllBytes(checkpoint)[..1000]);
        }

        var (code, output, _) = await SweepProcess.RunAsync(Train(Small("longer", "0, 0.5", retries: 0), data));

        Assert.Equal(0, code);
        Assert.Contains(
            "running the stage before it again",
            Assert.Single(output.Split('\n'), line => line.Contains("is damaged", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "made anew for its checkpoint, its first result stays",
            Assert.Single(output.Split('\n'), line => line.StartsWith("again   train", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.Equal(before, Assert.Single(await _fixture.TrialsAsync("st"))!.ToJsonString());
        Assert.Contains("made anew", (await _fixture.TrialsAsync("longer"))[1]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_GrownSpec_IsRefusedThenExtended()
    {
        var spec = _fixture.Spec();
        Assert.Equal(0, (await SweepProcess.RunAsync(_fixture.Noop(spec))).Code);
        var text = await System.IO.File.ReadAllTextAsync(spec, TestContext.Current.CancellationToken);

        // The same in other words.
        _fixture.Write("grid.yaml", "# again\r\n" + text.ReplaceLineEndings("\r\n") + "\r\nreport: { tolerance: 2 }\r\n");
        var (code, output, _) = await SweepProcess.RunAsync(_fixture.Noop(spec));
        Assert.Equal(0, code);
        Assert.Contains("is completed already", output, StringComparison.Ordinal);

        _fixture.Write("grid.yaml", text.Replace("seed: [1, 2]", "seed: [1, 2, 3]", StringComparison.Ordinal));
        (code, output, var error) = await SweepProcess.RunAsync(_fixture.Noop(spec));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("(+4 trials, 4 new stages, about", error, StringComparison.Ordinal);
        (code, output, _) = await SweepProcess.RunAsync(_fixture.Noop(spec, "--extend"));
        Assert.Equal(0, code);
        Assert.Contains("Extended sweep grid: +4 trials, 4 new stages", output, StringComparison.Ordinal);
        Assert.Contains("Sweep grid: 12 trials of 12 stages, 8 of them done", output, StringComparison.Ordinal);
        await _fixture.AssertCompletedAsync("grid", 12);
    }

    [Theory]
    [InlineData("--threads", "1000000", "--threads: expected a whole number from 1 to 1024, found '1000000'")]
    [InlineData("--workers", "100000", "--workers: expected a whole number from 1 to 10000, found '100000'")]
    [InlineData("--threads", "1024", "1000 times 1024 threads are 1024000; expected 4096 or fewer")]
    public async Task Run_CountsBeyondReason_AreRefusedAtOnce(string option, string value, string message)
    {
        string[] more = option == "--threads" && value == "1024" ? ["--workers", "1000"] : [];
        var (code, output, error) = await SweepProcess.RunAsync(["run", _fixture.Spec(), "--home", _fixture.Home, option, value, .. more]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_fixture.Home));
    }

    private string[] Train(string spec, string data) =>
        ["run", spec, "--home", _fixture.Home, "--data", data, "--device", "cpu", "--workers", "1", "--threads", "1"];

    private string Small(string name, string levels, int retries = 2) =>
        _fixture.Write(
            $"{name}.yaml",
            $$"""
            name: {{name}}
            grid: { dataset: cifar10, architecture: vgg16, mode: from-scratch, sparsity: [{{levels}}], seed: 1 }
            model: { width: 0.125 }
            training: { epochs: 1, batch: 60 }
            pruning: { epochs: 1 }
            limits: { retries: {{retries}} }
            """
        );

    [Fact]
    public async Task Run_InterruptedAndKilled_EndsWithTheNumbersOfAnUndisturbedRun()
    {
        var spec = _fixture.Write(
            "real.yaml",
            """
            name: real
            grid: { dataset: cifar10, architecture: vgg16, mode: from-scratch, sparsity: [0, 0.8], seed: 1 }
            model: { width: 0.125 }
            training: { epochs: 3, batch: 64 }
            pruning: { epochs: 2 }
            """
        );
        var data = SyntheticCifar.WriteTo(_fixture.Folder).Write;
        string[] Command(string home, string engine) =>
            [
                "run",
                spec,
                "--home",
                home,
                "--data",
                data,
                "--device",
                "cpu",
                "--engine",
                engine,
                "--workers",
                "1",
                "--threads",
                "1",
                "--format",
                "json",
            ];
        var undisturbed = Path.Combine(_fixture.Home, "undisturbed");
        var disturbed = Path.Combine(_fixture.Home, "disturbed");

        Assert.Equal(0, (await SweepProcess.RunAsync(Command(undisturbed, "train"))).Code);
        var held = Command(disturbed, _fixture.Gate.Train);
        Assert.Equal((130, "1 of 0 %"), await GoOnAsync(held, epochs: 1, "INT"));
        // What the killed one did is lost; what the interrupted one did is not.
        Assert.Equal((128 + 9, "2 of 0 %"), await GoOnAsync(held, epochs: 1, "KILL"));
        Assert.Equal((130, "2 of 0 %, 3 of 0 %, 1 of 80 %"), await GoOnAsync(held, epochs: 3, "INT"));
        Assert.Equal((0, "2 of 80 %"), await GoOnAsync(held, epochs: 1, signal: null));

        var expected = await NumbersAsync(undisturbed);
        Assert.Equal(2, expected.Count);
        Assert.Equal(expected, await NumbersAsync(disturbed));
    }

    /// <summary>Runs so many epochs, and is ended by the signal, if there is one, before the next; returns which they were, each with its sparsity.</summary>
    private async Task<(int Code, string Epochs)> GoOnAsync(string[] command, int epochs, string? signal)
    {
        var told = new List<string>();
        using var run = SweepProcess.Start(command);
        for (; epochs > 0; epochs--)
        {
            _fixture.Gate.Release();
            var metrics = JsonNode.Parse(await run.ReadToAsync("{\"event\":\"epoch\""))!["metrics"]!;
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{metrics["epoch"]} of {100 * (double)metrics["sparsity"]!:0} %"));
        }

        if (signal is not null)
            run.Signal(signal);
        return ((await run.EndAsync()).Code, string.Join(", ", told));
    }

    private static async Task<List<string>> NumbersAsync(string home) =>
        [
            .. (await RunFixture.TrialsAsync("real", home)).Select(row =>
                $"{row!["sparsity"]} {row["top1"]} {row["loss"]} {row["parameters_nonzero"]} {row["epochs"]}"
            ),
        ];
}
