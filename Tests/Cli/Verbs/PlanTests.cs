using System.Text.Json;
using Sweep.Cli;
using Sweep.Tests.Worker.Running;

namespace Sweep.Tests.Cli.Verbs;

public class PlanTests
{
    [Fact]
    public async Task Plan_AsATable_SaysWhatSharingSavesAndWhatIsAssumed()
    {
        using var spec = new SpecOnDisk(SpecOnDisk.Sound);
        var run = await SweepRun.Of("plan", spec.Path, "--gflops", "500", "--workers", "2");

        Assert.Equal(ExitCode.Completed, run.ExitCode);
        Assert.Contains("4: 0 pretrain, 2 train, 2 prune", run.Output, StringComparison.Ordinal);
        Assert.Contains("30, without sharing 50 (40 % saved)", run.Output, StringComparison.Ordinal);
        Assert.Contains("with 2 workers", run.Output, StringComparison.Ordinal);
        Assert.Contains("500 GFLOP/s sustained", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_DataAreThereOrNot_SaysWhere()
    {
        using var spec = new SpecOnDisk(SpecOnDisk.Sound.Replace("mnist", "cifar10", StringComparison.Ordinal));
        var folder = Directory.CreateTempSubdirectory("sweep-plan-").FullName;
        try
        {
            var without = await SweepRun.Of("plan", spec.Path, "--home", folder);
            var data = SyntheticCifar.WriteTo(folder).Write;
            var with = await SweepRun.Of("plan", spec.Path, "--home", folder, "--data", data);
            using var json = JsonDocument.Parse(
                (await SweepRun.Of("plan", spec.Path, "--home", folder, "--data", data, "--format", "json")).Output
            );

            Assert.Contains("cifar10: data set cifar10 was not found; looked for ", without.Output, StringComparison.Ordinal);
            Assert.Contains(
                "Get it with: sweep data pull cifar10. Where it is already: --data FOLDER.",
                without.Output,
                StringComparison.Ordinal
            );
            Assert.Contains($"cifar10: {data}", with.Output, StringComparison.Ordinal);
            var place = Assert.Single(json.RootElement.GetProperty("data").EnumerateArray());
            Assert.StartsWith(data, place.GetProperty("place").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("0.01", "limits.gpu-hours: 0.01 h of workers; it would pause at about ")]
    [InlineData("1000", "limits.gpu-hours: 1000 h of workers, which suffices")]
    public async Task Plan_GpuHours_SaysHowFarTheyReach(string hours, string expected)
    {
        using var spec = new SpecOnDisk(SpecOnDisk.Sound);
        var run = await SweepRun.Of("plan", spec.Path, "--set", $"limits.gpu-hours={hours}");

        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_AsJson_HasTheSameNumbers()
    {
        using var spec = new SpecOnDisk(SpecOnDisk.Sound);
        var run = await SweepRun.Of("plan", spec.Path, "--format", "json", "--images-per-second", "1000");
        using var json = JsonDocument.Parse(run.Output);
        var plan = json.RootElement;

        Assert.Equal(("small", 4), (plan.GetProperty("name").GetString(), plan.GetProperty("trials").GetInt32()));
        Assert.Equal(4, plan.GetProperty("stages").GetProperty("total").GetInt32());
        Assert.Equal(
            (30, 50),
            (plan.GetProperty("epochs").GetProperty("shared").GetInt32(), plan.GetProperty("epochs").GetProperty("unshared").GetInt32())
        );
        // Testing costs a twentieth of an epoch, so it is done after each of the 30.
        Assert.Equal(
            ((30 * 60_000) + (30 * 10_000 / 3.0)) / 1000 / 3600,
            plan.GetProperty("estimate").GetProperty("worker_hours").GetDouble(),
            6
        );
        Assert.False(plan.TryGetProperty("trial_list", out _));
    }

    [Fact]
    public async Task Plan_WithTrials_ListsThem()
    {
        using var spec = new SpecOnDisk(SpecOnDisk.Sound);
        var table = await SweepRun.Of("plan", spec.Path, "--trials");
        using var json = JsonDocument.Parse((await SweepRun.Of("plan", spec.Path, "--trials", "--format", "json")).Output);
        var trials = json.RootElement.GetProperty("trial_list").EnumerateArray().ToList();

        Assert.Equal(4, trials.Count);
        Assert.All(
            trials,
            trial => Assert.Contains(trial.GetProperty("stage_id").GetString()![..8], table.Output, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Plan_BadSpec_ListsItsProblems()
    {
        using var spec = new SpecOnDisk("name: x\ngrid: {}");
        var run = await SweepRun.Of("plan", spec.Path);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"{spec.Path}:2: grid.dataset: is missing", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--workers", "0", "expected a whole number from 1 to 1000000, found '0'")]
    [InlineData("--workers", "1.5", "expected a whole number from 1 to 1000000, found '1.5'")]
    [InlineData("--gflops", "nan", "expected a number above 0, found 'nan'")]
    [InlineData("--images-per-second", "-1", "expected a number above 0, found '-1'")]
    [InlineData("--format", "xml", "expected one of table, json, found 'xml'")]
    public async Task Plan_BadOption_SaysWhatIsExpected(string option, string value, string message)
    {
        var run = await SweepRun.Of("plan", "spec.yaml", option, value);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_TwoSpeeds_AreRefused() =>
        Assert.Contains(
            "expected one of them",
            (await SweepRun.Of("plan", "spec.yaml", "--gflops", "1", "--images-per-second", "1")).Error,
            StringComparison.Ordinal
        );
}
