using System.Text.Json;
using Sweep.Cli;
using Sweep.Contracts.Spec.Settings;

namespace Sweep.Tests.Cli.Verbs;

public class ValidateTests
{
    [Fact]
    public async Task Validate_SoundSpec_SaysOk()
    {
        using var spec = new SpecOnDisk(SpecOnDisk.Sound);
        var run = await SweepRun.Of("validate", spec.Path);

        Assert.Equal((ExitCode.Completed, $"{spec.Path}: ok, small has 4 trials"), (run.ExitCode, run.Output.Trim()));
    }

    [Fact]
    public async Task Validate_Problems_AreAllListedAsCompilersDo()
    {
        using var spec = new SpecOnDisk(SpecOnDisk.Sound + "\nmodel: { widht: 1 }\npriority: 11\n");
        var run = await SweepRun.Of("validate", spec.Path);
        var lines = run.Error.Trim().Split(Environment.NewLine);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"{spec.Path}:4: model.widht: unknown key, did you mean width?", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{spec.Path}:5: priority: expected a whole number from 0 to 9", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_WithSettings_ChecksTheChangedSpecAndSaysWhichOptionIsWrong()
    {
        using var spec = new SpecOnDisk(SpecOnDisk.Sound);
        var well = await SweepRun.Of("validate", spec.Path, "--set", "grid.seed=[1,2,3]", "--set", "training.lr=0.1");
        var wrong = await SweepRun.Of("validate", spec.Path, "--set", "training.lr=fast", "--set", "nonsense");
        var bad = await SweepRun.Of("validate", spec.Path, "--set", "training.lr=fast");

        Assert.Equal($"{spec.Path}: ok, small has 6 trials", well.Output.Trim());
        Assert.Equal(ExitCode.BadInput, wrong.ExitCode);
        Assert.StartsWith("--set nonsense: expected PATH=VALUE", wrong.Error, StringComparison.Ordinal);
        Assert.StartsWith("--set training.lr: expected a number", bad.Error, StringComparison.Ordinal);
        Assert.Equal(SpecOnDisk.Sound, await File.ReadAllTextAsync(spec.Path, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task Validate_Utf16_IsReadAsEditorsWriteIt(string encoding)
    {
        using var spec = new SpecOnDisk("");
        await File.WriteAllTextAsync(
            spec.Path,
            SpecOnDisk.Sound,
            System.Text.Encoding.GetEncoding(encoding),
            TestContext.Current.CancellationToken
        );
        var run = await SweepRun.Of("validate", spec.Path);
        await File.WriteAllBytesAsync(
            spec.Path,
            System.Text.Encoding.Unicode.GetBytes(SpecOnDisk.Sound),
            TestContext.Current.CancellationToken
        );
        var unmarked = await SweepRun.Of("validate", spec.Path);

        Assert.Equal($"{spec.Path}: ok, small has 4 trials", run.Output.Trim());
        Assert.Contains("this is not UTF-8 text", unmarked.Error, StringComparison.Ordinal);
        Assert.Contains("iconv -f UTF-16 -t UTF-8", unmarked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_ProblemsAsJson_HaveLineAndPath()
    {
        using var spec = new SpecOnDisk("name: x\ngrid: { dataset: mnist, architecture: vgg61 }");
        var run = await SweepRun.Of("validate", spec.Path, "--format", "json");
        using var json = JsonDocument.Parse(run.Output);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.False(json.RootElement.GetProperty("ok").GetBoolean());
        var problem = Assert.Single(json.RootElement.GetProperty("problems").EnumerateArray());
        Assert.Equal((2, "grid.architecture"), (problem.GetProperty("line").GetInt32(), problem.GetProperty("path").GetString()));
    }

    [Theory]
    [InlineData("/nowhere/spec.yaml", "there is no such file")]
    [InlineData("/", "this is a folder")]
    public async Task Validate_NoFile_SaysSo(string file, string reason)
    {
        var run = await SweepRun.Of("validate", file);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_BytesThatAreNoText_SaysSo()
    {
        using var spec = new SpecOnDisk("");
        await File.WriteAllBytesAsync(spec.Path, [0x80, 0xff, 0xfe], TestContext.Current.CancellationToken);
        var run = await SweepRun.Of("validate", spec.Path);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("not UTF-8", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_NothingToValidate_SaysWhatIsMissing()
    {
        var run = await SweepRun.Of("validate");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("FILE is missing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_Explain_ListsEverySetting()
    {
        var run = await SweepRun.Of("validate", "--explain");

        Assert.Equal(ExitCode.Completed, run.ExitCode);
        Assert.All(SettingsCatalogue.All, setting => Assert.Contains(setting.Path, run.Output, StringComparison.Ordinal));
        Assert.All(
            [
                "data.image",
                "model.width",
                "training.epochs",
                "training.weight-decay",
                "pruning.criterion",
                "pruning.schedule",
                "limits.retries",
            ],
            path => Assert.Contains(path, run.Output, StringComparison.Ordinal)
        );
    }
}
