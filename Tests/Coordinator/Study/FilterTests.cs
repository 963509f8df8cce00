using Sweep.Contracts.Results;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Filtering;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Tests.Coordinator.Study;

public class FilterTests
{
    private static readonly IReadOnlyList<TrialResult> _trials = MakeTrials
        .Of("cifar10", "vgg16")
        .Axis("width", "0.25")
        .At(0, 90)
        .At(0.5, 85)
        .Failed(0.9, 1)
        .And("svhn", "mobilenet")
        .Mode("from-scratch")
        .Axis("width", "1.0")
        .At(0, 95)
        .At(0.5, 94)
        .Pending(0.9, 1)
        .Build();

    [Theory]
    [InlineData("dataset = cifar10", "0 1 2")]
    [InlineData("dataset == 'CIFAR10'", "0 1 2")]
    [InlineData("dataset != cifar10", "3 4 5")]
    [InlineData("sparsity >= 0.5", "1 2 4 5")]
    [InlineData("sparsity>0.5", "2 5")]
    [InlineData("sparsity <= 5e-1", "0 1 3 4")]
    [InlineData("sparsity < 0.5", "0 3")]
    [InlineData("mode=from-scratch and sparsity>=.5", "4 5")]
    [InlineData("dataset=svhn or dataset=cifar10 and sparsity=0", "0 3 4 5")]
    [InlineData("(dataset=svhn or dataset=cifar10) and sparsity=0", "0 3")]
    [InlineData("not (dataset=svhn) and not sparsity=0", "1 2")]
    [InlineData("state in (failed, \"pending\")", "2 5")]
    [InlineData("sparsity in (0, 0.90)", "0 2 3 5")]
    [InlineData("width = 1", "3 4 5")]
    [InlineData("width < 0.5", "0 1 2")]
    [InlineData("top1 > 0", "0 1 3 4")]
    [InlineData("top1 = ''", "2 5")]
    [InlineData("top1 != 90", "1 2 3 4 5")]
    [InlineData("error != ''", "2")]
    [InlineData("loss != 0.5", "1 2 3 4 5")]
    [InlineData("loss in (0.5, 0.25)", "0 3")]
    [InlineData("loss > 0.25 and loss <= 0.5", "0 4")]
    [InlineData("sparsity >= 50%", "1 2 4 5")]
    [InlineData("sparsity in (0%, 90.0%)", "0 2 3 5")]
    [InlineData("top1 >= 94%", "3 4")]
    [InlineData("state = Failed", "2")]
    [InlineData("parameters = 1e6", "0 1 3 4")]
    [InlineData("top1_per_class = ''", "2 5")]
    [InlineData("stage_id = 00000000000000000000000000000003", "2")]
    [InlineData("stage_id != 00000000000000000000000000000003 and trial < 4", "0 1 3")]
    [InlineData("not not seed = 1 and not (trial = 0 or trial = 5)", "1 2 3 4")]
    [InlineData("TOP1 >= 94 AND Dataset IN (svhn)", "3 4")]
    public void Parse_Condition_SelectsMatchingTrials(string text, string expected)
    {
        var rows = ResultTable.FromTrials(_trials).Select(text);

        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, rows.Count).Select(position => rows[position])));
    }

    [Theory]
    [InlineData("accuracy > 5", 1, "there is no field 'accuracy'; the fields are sweep, trial, dataset")]
    [InlineData("dataset = svhn and depth = 3", 20, "there is no field 'depth'")]
    [InlineData("dataset", 8, "or in (…) is expected before the end")]
    [InlineData("dataset svhn", 9, "= != < <= > >= or in (…) is expected before 'svhn'")]
    [InlineData("dataset = ", 11, "a value is expected before the end")]
    [InlineData("dataset = svhn seed = 1", 16, "'and', 'or' or the end is expected before 'seed'")]
    [InlineData("(dataset = svhn", 16, "')' is expected before the end")]
    [InlineData("dataset in svhn", 12, "'(' is expected before 'svhn'")]
    [InlineData("dataset in (svhn; mnist)", 19, "',' or ')' is expected before 'mnist'")]
    [InlineData("dataset = 'svhn", 11, "the quote ' is not closed")]
    [InlineData("state = done", 9, "state is never 'done'; it is one of pending, running, completed, failed, cancelled")]
    [InlineData("seed = 1 and state in (failed, complete)", 32, "did you mean completed")]
    [InlineData("mode != scratch", 9, "it is one of fine-tuned, from-scratch")]
    [InlineData("dataset = cifar", 11, "cifar10")]
    [InlineData("architecture = vgg", 16, "vgg16")]
    [InlineData("loss >= 'a'", 9, "loss is a number, and 'a' is none")]
    [InlineData("seed = 5%", 8, "seed is a number, and '5%' is none")]
    [InlineData("sparsity > half", 12, "one such as 0.5 or 50%")]
    [InlineData("dataset ! svhn", 9, "'!' is no operator; use = != < <= > >= or in (…)")]
    public void Parse_InvalidCondition_NamesPositionAndAlternatives(string text, int position, string what)
    {
        var error = Assert.Throws<StudyException>(() => Filter.Parse(text, ResultFields.Of(_trials)));

        Assert.StartsWith($"condition, position {position}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_LongChain_NeedsNoDeepRecursion()
    {
        var chain = string.Join(" or ", Enumerable.Range(0, 50_000).Select(trial => $"trial = {trial} and seed = 1"));

        Assert.Equal(6, ResultTable.FromTrials(_trials).Select(chain).Count);
    }

    [Fact]
    public void Select_ListOfNumbers_IsRefused() =>
        Assert.Contains(
            "can only be compared with ''",
            Assert.Throws<StudyException>(() => ResultTable.FromTrials(_trials).Select("top1_per_class = 5")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Parse_EndlessNesting_IsRefused() =>
        Assert.Throws<StudyException>(() => Filter.Parse(new string('(', 1_000_000), ResultFields.Of(_trials)));
}
