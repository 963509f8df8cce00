using System.Text.Json.Nodes;
using Sweep.Tests.Cli.Results;
using Sweep.Tests.Cli.Running;
using Sweep.Tests.Worker.Running;

namespace Sweep.Tests.Cli.Doctor;

/// <summary>The program itself, on the machine that the tests run on.</summary>
public sealed class DoctorTests : IDisposable
{
    private const long LargestCopied = 20 << 20;

    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Doctor_ThisMachine_TrainsTwiceToTheSameBitsAndLeavesNothing()
    {
        SyntheticCifar.WriteTo(_home.Folder);
        var before = Files();
        var (code, checks) = await DoctorAsync("--device", "cpu", "--threads", "1");

        // What is little on this machine, such as memory or room, is not this test's business.
        var failed = checks
            .Where(check => (string?)check.Value["state"] == "failed" && (string?)check.Value["group"] != "machine")
            .ToList();
        Assert.Empty(failed);
        Assert.Equal(checks.Values.Any(check => (string?)check["state"] == "failed") ? 1 : 0, code);
        Assert.StartsWith("2.", (string?)checks["libtorch"]["facts"]!["version"], StringComparison.Ordinal);
        Assert.StartsWith(AppContext.BaseDirectory, (string?)checks["libtorch"]["facts"]!["bridge"], StringComparison.Ordinal);
        foreach (var architecture in (string[])["vgg16", "mobilenet"])
        {
            var repeated = checks[$"same bits, {architecture}"]["facts"]!;
            Assert.Equal((string?)repeated["first"], (string?)repeated["second"]);
            Assert.InRange((double)checks[$"speed, {architecture}"]["facts"]!["images_per_second"]!, double.Epsilon, double.MaxValue);
        }

        Assert.NotNull(checks["cifar10"]["facts"]!["fingerprint"]);
        Assert.Equal("ok", (string?)checks["store"]["state"]);
        Assert.Equal(before, Files());
    }

    /// <summary>What a user has who copied the folder without care.</summary>
    [Fact]
    public async Task Doctor_WithoutTheBridge_FailsAndSkipsWhatNeedsIt()
    {
        using var folder = new TemporaryHome();
        foreach (
            var file in Directory
                .EnumerateFiles(AppContext.BaseDirectory)
                .Where(file => !file.EndsWith("libLibTorchSharp.so", StringComparison.Ordinal))
        )
        {
            // Half a gigabyte of libtorch may stay where it is; programs are looked up behind their links, and so is what lies beside them.
            var copy = Path.Combine(folder.Folder, Path.GetFileName(file));
            if (new FileInfo(file).Length > LargestCopied)
                File.CreateSymbolicLink(copy, file);
            else
                File.Copy(file, copy);
        }

        var (code, checks) = await DoctorOfAsync(Path.Combine(folder.Folder, "sweep"), "--quick");

        Assert.Equal(1, code);
        Assert.Equal("failed", (string?)checks["libtorch"]["state"]);
        Assert.Contains("bridge is not beside the program", (string?)checks["libtorch"]["remedy"], StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Folder, "cpu")), "TorchSharp has copied libraries into the program's folder.");
        Assert.All(
            checks.Where(check => (string?)check.Value["group"] == "training" && check.Key != "libtorch"),
            check => Assert.Equal("skipped", (string?)check.Value["state"])
        );
    }

    [Fact]
    public async Task Doctor_SettingsThatCannotBeAccepted_AreAFinding()
    {
        using var process = SweepProcess.StartWith(["SWEEP_BROKER__TSL=true"], "doctor", "--broker", "--format", "json");
        var (code, output, _) = await process.EndAsync();
        var check = JsonNode.Parse(output)!["checks"]!.AsArray().Single()!;

        Assert.Equal((1, "settings of sweep-worker", "failed"), (code, (string?)check["name"], (string?)check["state"]));
        Assert.Contains("SWEEP_BROKER__TSL: is not known", (string?)check["found"], StringComparison.Ordinal);
    }

    private Task<(int Code, Dictionary<string, JsonNode> Checks)> DoctorAsync(params IEnumerable<string> arguments) =>
        DoctorOfAsync(null, arguments);

    private async Task<(int Code, Dictionary<string, JsonNode> Checks)> DoctorOfAsync(string? program, params IEnumerable<string> arguments)
    {
        using var process = SweepProcess.StartProgram(program, [], ["doctor", "--home", _home.Folder, "--format", "json", .. arguments]);
        var (code, output, error) = await process.EndAsync();
        Assert.Equal("", error);
        return (code, JsonNode.Parse(output)!["checks"]!.AsArray().ToDictionary(check => (string)check!["name"]!, check => check!));
    }

    private List<string> Files() => [.. Directory.EnumerateFileSystemEntries(_home.Folder, "*", SearchOption.AllDirectories).Order()];
}
