using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

public class SpecComparisonTests
{
    private const string Spec = """
        name: s
        grid:
          dataset: [mnist, cifar10]
          architecture: vgg16
          sparsity: [0, 0.5]
          seed: [1, 2]
        training: { epochs: 3, lr: 0.1 }
        """;

    [Theory]
    [InlineData("name: s", "name: other")]
    [InlineData("seed: [1, 2]", "seed: [1, 2] # few")]
    [InlineData("training: { epochs: 3, lr: 0.1 }", "training:\n  lr: 1e-1\n  epochs: 3\n  batch: 128")]
    [InlineData("training:", "report: { tolerance: 2 }\ntraining:")]
    [InlineData("seed: [1, 2]", "seed: [2, 1]")]
    [InlineData("  sparsity: [0, 0.5]\n  seed: [1, 2]", "  seed: [1, 2]\n  mode: from-scratch\n  sparsity: [0, 0.50]")]
    [InlineData("\n", "\r\n")]
    public void Of_SameMeaning_AreEqual(string text, string other) =>
        Assert.True(Compare(Spec.Replace(text, other, StringComparison.Ordinal)).IsSame);

    [Theory]
    [InlineData("seed: [1, 2]", "seed: [1, 2, 3]", 4, 0, 4)]
    [InlineData("sparsity: [0, 0.5]", "sparsity: [0, 0.25, 0.5]", 8, 4, 8)]
    [InlineData("sparsity: [0, 0.5]", "sparsity: [0, 0.5, 0.75]", 4, 0, 4)]
    [InlineData("seed: [1, 2]", "seed: [2]", 0, 4, 0)]
    [InlineData("epochs: 3", "epochs: 4", 8, 8, 8)]
    [InlineData("  seed: [1, 2]", "  seed: [1, 2]\n  batch: [128]", 8, 8, 0)]
    public void Of_AnotherGrid_CountsAddedAndLostTrials(string text, string other, int added, int lost, int stages)
    {
        var change = Compare(Spec.Replace(text, other, StringComparison.Ordinal));

        Assert.Equal(
            (added, lost, stages, false, lost == 0),
            (change.Added, change.Lost, change.NewStages, change.IsSame, change.IsGrowth)
        );
        Assert.Equal(stages > 0, change.Work > TimeSpan.Zero);
    }

    [Theory]
    [InlineData("limits: { retries: 7 }")]
    [InlineData("priority: 9")]
    [InlineData("weight: 2")]
    public void Of_OtherLimits_DiffersButCanBeGrownInto(string more)
    {
        var change = Compare(Spec + "\n" + more);

        Assert.Equal((false, true, "the same trials, other limits or priority"), (change.IsSame, change.IsGrowth, change.ToString()));
    }

    [Fact]
    public void ToString_Growth_NamesTrialsStagesAndTime() =>
        Assert.Matches(
            @"^\+4 trials, 4 new stages, about [0-9.,]+ (s|min|h) of a worker$",
            Compare(Spec.Replace("[1, 2]", "[1, 2, 3]", StringComparison.Ordinal)).ToString()
        );

    [Fact]
    public void Of_InvalidSpec_IsNull() => Assert.Null(SpecComparison.Of("name: x", Tree(Spec)));

    private static SpecComparison Compare(string after) => SpecComparison.Of(Spec, Tree(after))!;

    private static StageTree Tree(string text)
    {
        var reading = SpecReading.Read(text);
        Assert.Empty(reading.Problems);
        return Expansion.Expand(reading.Spec!);
    }
}
