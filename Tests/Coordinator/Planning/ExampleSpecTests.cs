using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

public class ExampleSpecTests
{
    public static TheoryData<string> Examples => [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)!)];

    private static string Folder => Path.Combine(Repository.Root, "examples");

    [Theory]
    [MemberData(nameof(Examples))]
    public void Read_EveryExample_HasNoProblems(string file)
    {
        var reading = SpecReading.Read(File.ReadAllText(Path.Combine(Folder, file)));

        Assert.Empty(reading.Problems);
        Assert.True(Expansion.Expand(reading.Spec!).TrialCount > 0);
    }

    /// <summary>
    /// 4 data sets × 2 networks × 2 modes × 8 levels × 3 seeds, minus one excluded condition; VGG16 starts from published weights.
    /// </summary>
    [Fact]
    public void Expand_TheStudy_HasItsTrialsAndStages()
    {
        var tree = Expansion.Expand(SpecReading.Read(File.ReadAllText(Path.Combine(Folder, "study.yaml"))).Spec!);
        var summary = PlanSummary.Of(tree, Throughput.Default, workers: 1);

        Assert.Equal((360, 1, 45, 315), (summary.Trials, summary.PretrainStages, summary.TrainStages, summary.PruneStages));
        Assert.Equal(30 + (45 * 30) + (315 * 5), summary.Epochs);
    }
}
