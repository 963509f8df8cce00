using Sweep.Contracts.Results;
using Sweep.Coordinator.Study;

namespace Sweep.Tests.Coordinator.Study;

public class ResultsQueryTests
{
    private static readonly IReadOnlyList<TrialResult> _trials = MakeTrials
        .Of("cifar10", "vgg16")
        .At(0, 90, 92)
        .At(0.5, 80, 81)
        .Mode("from-scratch")
        .At(0, 85, 86)
        .Failed(0.5, 1)
        .Build();

    [Fact]
    public void Ask_Nothing_GroupsByThePointWithoutItsSeed()
    {
        var answer = new ResultsQuery().Ask("study", _trials);

        Assert.Equal(["dataset", "architecture", "mode", "sparsity"], answer.Keys.Select(key => key.Name));
        Assert.Equal(ResultsQuery.DefaultMetrics, answer.Metrics.Select(metric => metric.Name));
        Assert.Equal([2, 2, 2, 1], answer.Groups.Select(group => group.Trials));
    }

    [Fact]
    public void Ask_GroupsAndCondition_AnswersBoth()
    {
        var answer = new ResultsQuery
        {
            Where = "sparsity = 0",
            GroupBy = ["mode"],
            Metrics = ["loss"],
        }.Ask("study", _trials);

        Assert.Equal(4, answer.Trials.Count);
        Assert.Equal(["fine-tuned", "from-scratch"], answer.Groups.Select(group => group.Key[0]));
        Assert.Equal(0.45, answer.Groups[0].Metrics[0].Mean!.Value, 12);
    }

    [Fact]
    public void Ask_TextAsMetric_ListsTheNumericFields()
    {
        var error = Assert.Throws<StudyException>(() => new ResultsQuery { Metrics = ["state"] }.Ask("study", _trials));

        Assert.Contains(
            "'state' is no number to average; numbers are trial, sparsity, seed, top1",
            error.Message,
            StringComparison.Ordinal
        );
    }
}
