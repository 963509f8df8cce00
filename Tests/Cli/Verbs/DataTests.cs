using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Sweep.Cli;
using Sweep.Cli.CommandLine;
using Sweep.Tests.Cli.Results;

namespace Sweep.Tests.Cli.Verbs;

public class DataTests
{
    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var root = new RootCommand { Sweep.Cli.Verbs.Data.Create() };
        return (await Invocation.InvokeAsync(root, ["data", .. arguments], output, error), output.ToString(), error.ToString());
    }

    [Fact]
    public async Task List_NothingThere_ShowsTermsAndHowToGetIt()
    {
        using var home = new TemporaryHome();

        var (code, output, _) = await RunAsync("list", "--home", home.Folder);

        Assert.Equal(ExitCode.Completed, code);
        Assert.Contains("sweep data pull cifar10", output, StringComparison.Ordinal);
        Assert.Contains("NON-COMMERCIAL", output, StringComparison.Ordinal);
        Assert.Contains("timm/vgg16_bn.tv_in1k", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Json_HasThePathOfWhatIsThere()
    {
        using var home = new TemporaryHome();
        var folder = WriteCifar(home.Folder);

        var (_, output, _) = await RunAsync("list", "--home", home.Folder, "--format", "json");

        var rows = JsonNode.Parse(output)!.AsArray();
        Assert.Equal(folder, (string?)rows.Single(row => (string?)row!["name"] == "cifar100")!["path"]);
        Assert.Null(rows.Single(row => (string?)row!["name"] == "mnist")!["path"]);
    }

    [Fact]
    public async Task Verify_Present_ReadsThem()
    {
        using var home = new TemporaryHome();
        WriteCifar(home.Folder);

        var (code, output, error) = await RunAsync("verify", "--home", home.Folder);

        Assert.Equal((ExitCode.Completed, ""), (code, error));
        Assert.Contains(
            "cifar100: 100 training and 100 test images of 100 classes, a part of the published set",
            output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Verify_Broken_NamesFileAndPlaceAndFails()
    {
        using var home = new TemporaryHome();
        var folder = WriteCifar(home.Folder);
        File.WriteAllBytes(Path.Combine(folder, "test.bin"), new byte[5000]);

        var (code, _, error) = await RunAsync("verify", "cifar100", "--home", home.Folder);

        Assert.Equal(1, code);
        Assert.Contains("test.bin, byte 3074:", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_Split_ListsEveryImageOnce()
    {
        using var home = new TemporaryHome();
        WriteCifar(home.Folder);

        var (code, output, _) = await RunAsync("verify", "cifar100", "--split", "--samples", "30", "--home", home.Folder);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ExitCode.Completed, code);
        Assert.Equal(1 + 30 + 100, lines.Distinct().Count());
        Assert.Equal(30, lines.Count(line => line.StartsWith("train ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("'cifar' is not known; these are: ", "pull", "cifar")]
    [InlineData("Required argument missing", "pull")]
    [InlineData("'cifar' is not known; `sweep data list` shows what is.", "verify", "cifar")]
    [InlineData("--split: expected the name of one data set.", "verify", "--split")]
    [InlineData("data set mnist was not found", "verify", "mnist", "--split")]
    public async Task Data_WhatIsNotThere_IsBadInput(string message, params string[] arguments)
    {
        using var home = new TemporaryHome();
        var (code, _, error) = await RunAsync([.. arguments, "--home", home.Folder]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_AlreadyThere_SaysSo()
    {
        using var home = new TemporaryHome();
        WriteCifar(home.Folder);

        var (code, output, _) = await RunAsync("pull", "cifar100", "--home", home.Folder);

        Assert.Equal(ExitCode.Completed, code);
        Assert.Contains("already there", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_FromAFolderWithoutIt_FailsAndShowsTheTerms()
    {
        using var home = new TemporaryHome();

        var (code, output, error) = await RunAsync("pull", "svhn", "--from", home.Folder, "--home", home.Folder);

        Assert.Equal(1, code);
        Assert.Contains("NON-COMMERCIAL", output, StringComparison.Ordinal);
        Assert.Contains("train_32x32.mat", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_Json_HasTheErrorOfEach()
    {
        using var home = new TemporaryHome();
        WriteCifar(home.Folder);

        var (_, output, _) = await RunAsync("pull", "cifar100", "svhn", "--from", home.Folder, "--home", home.Folder, "--format", "json");

        var pulls = JsonNode.Parse(output)!.AsArray();
        Assert.True((bool)pulls[0]!["already_there"]!);
        Assert.Null(pulls[0]!["error"]);
        Assert.NotNull(pulls[1]!["error"]);
    }

    // A hundred records of CIFAR-100, one of each class, in both parts.
    private static string WriteCifar(string home)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home, "data", "cifar-100-binary")).FullName;
        byte[] records = [.. Enumerable.Range(0, 100).SelectMany(i => new byte[] { 0, (byte)i }.Concat(new byte[3072]))];
        File.WriteAllBytes(Path.Combine(folder, "train.bin"), records);
        File.WriteAllBytes(Path.Combine(folder, "test.bin"), records);
        File.WriteAllLines(Path.Combine(folder, "fine_label_names.txt"), Enumerable.Range(0, 100).Select(i => $"class{i}"));
        return folder;
    }
}
