using System.Text;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

public class SpecProblemTests
{
    /// <summary>The line (from 1), the path and a part of the message for text appended to the four lines of the smallest spec.</summary>
    [Theory]
    [InlineData("colour: red", 5, "colour", "unknown key; expected one of name, description, tags, notes, notify, grid")]
    [InlineData("training: { optimiser: sgd }", 5, "training.optimiser", "did you mean optimizer?")]
    [InlineData("training: { width: 0.5 }", 5, "training.width", "width belongs to model")]
    [InlineData("training:\n  lr: 0.1\n  lr: 0.2", 7, "training.lr", "first in line 6")]
    [InlineData("name: again", 5, "name", "first in line 1")]
    [InlineData("training: { optimizer: adam }", 5, "training.optimizer", "expected one of sgd, adamw, found 'adam', did you mean adamw?")]
    [InlineData("training: { epochs: many }", 5, "training.epochs", "expected a whole number from 0 to 100000, found 'many'")]
    [InlineData("training: { epochs: [1] }", 5, "training.epochs", "found a list")]
    [InlineData("training: { epochs: }", 5, "training.epochs", "found nothing")]
    [InlineData("training: [lr]", 5, "training", "expected a block of 'key: value' lines with one of epochs, batch")]
    [InlineData("data: { image: 31 }", 5, "data.image", "from 32 to")]
    [InlineData("data: { classes: [1, 2, 2] }", 5, "data.classes[2]", "2 is there twice")]
    [InlineData("data: { classes: [8, 9, 10] }", 5, "data.classes", "label 10 is not in mnist; expected labels from 0 to 9")]
    [InlineData("data: { classes: [1, 2], samples: 1 }", 5, "data.samples", "expected from 2, one a class, to 12700, or all")]
    [InlineData("data: { classes: [1, 2], samples: 12701 }", 5, "data.samples", "12701 is not possible with 2 classes of mnist")]
    [InlineData("data: { samples: 3000000000 }", 5, "data.samples", "found '3000000000' (the largest is 2147483647)")]
    [InlineData(
        "training: { batch: 1 }",
        5,
        "training.batch",
        "1 teaches vgg16 nothing: its batch norm compares the images of a batch with each other; expected 2 or more, or model.batch-norm false"
    )]
    [InlineData("override:\n  - { when: { seed: 1 }, training: { batch: 1 } }", 6, "override[0].training.batch", "expected 2 or more")]
    [InlineData("data: { samples: 70000 }", 5, "data.samples", "to 60000")]
    [InlineData("pruning: { lr: -1 }", 5, "pruning.lr", "expected a number above 0 to 100, or auto, found '-1'")]
    [InlineData("limits: { stage-timeout: 6 }", 5, "limits.stage-timeout", "such as 90s, 30m, 6h or 2d, or none")]
    [InlineData("priority: 10", 5, "priority", "expected a whole number from 0 to 9")]
    [InlineData("weight: 0", 5, "weight", "expected a number above 0 to 1000000, found '0'")]
    [InlineData("weight: .inf", 5, "weight", "expected a number above 0 to 1000000, found '.inf'")]
    [InlineData("weight: [1]", 5, "weight", "expected a number above 0 to 1000000, found a list")]
    [InlineData("exclude: { dataset: mnist }", 5, "exclude", "each begun by '- '")]
    [InlineData("exclude:\n  - {}", 6, "exclude[0]", "names no axis")]
    [InlineData(
        "exclude:\n  - { optimizer: sgd }",
        6,
        "exclude[0].optimizer",
        "is no axis of this grid; expected one of dataset, architecture"
    )]
    [InlineData("exclude:\n  - { seed: 7 }", 6, "exclude[0].seed", "7 is not on the axis seed; expected 1")]
    [InlineData("exclude:\n  - { seed: [] }", 6, "exclude[0].seed", "is empty")]
    [InlineData("exclude:\n  - { seed: 1 }", 6, "exclude", "removes every point of the grid")]
    [InlineData("override:\n  - training: { lr: 1 }", 6, "override[0]", "has no 'when'")]
    [InlineData("override:\n  - { when: { seed: 1 } }", 6, "override[0]", "changes nothing")]
    [InlineData("override:\n  - { when: { seeds: 1 }, training: { lr: 1 } }", 6, "override[0].when.seeds", "did you mean seed?")]
    [InlineData(
        "override:\n  - { when: { dataset: cifar10 }, training: { lr: 1 } }",
        6,
        "override[0].when.dataset",
        "cifar10 is not on the axis dataset; expected mnist"
    )]
    [InlineData("override:\n  - { when: { sparsity: 0 }, training: { lr: 1 } }", 6, "override[0].training.lr", "cannot depend on sparsity")]
    [InlineData("override:\n  - { when: { seed: 1 }, limits: { retries: 1 } }", 6, "override[0].limits", "unknown key")]
    [InlineData("pretrain: { vgg61: { dataset: mnist } }", 5, "pretrain.vgg61", "did you mean vgg16?")]
    [InlineData("pretrain: { vgg16: {} }", 5, "pretrain.vgg16", "expected { weights: NAME } or { dataset: NAME, epochs: N }")]
    [InlineData(
        "pretrain: { vgg16: { dataset: mnist, weights: timm/vgg16.tv_in1k } }",
        5,
        "pretrain.vgg16.dataset",
        "keep one of weights and dataset"
    )]
    [InlineData(
        "pretrain: { vgg16: { weights: timm/vgg16 } }",
        5,
        "pretrain.vgg16.weights",
        "expected one of timm/vgg16_bn.tv_in1k, timm/vgg16.tv_in1k"
    )]
    [InlineData(
        "pretrain: { vgg16: { weights: timm/mobilenetv1_100.ra4_e3600_r224_in1k } }",
        5,
        "pretrain.vgg16.weights",
        "expected one of timm/vgg16_bn.tv_in1k"
    )]
    [InlineData("pretrain: { vgg16: { weights: mine.safetensors } }", 5, "pretrain.vgg16.weights", "expected sha256: HASH")]
    [InlineData("pretrain: { vgg16: { weights: mine.safetensors, sha256: abc } }", 5, "pretrain.vgg16.sha256", "64 hex digits")]
    [InlineData(
        "pretrain: { vgg16: { weights: ../../etc/x.safetensors, sha256: abc } }",
        5,
        "pretrain.vgg16.weights",
        "the name of a *.safetensors file"
    )]
    [InlineData("pretrain: { vgg16: { dataset: mnist, classes: [9, 10] } }", 5, "pretrain.vgg16", "label 10 is not in mnist")]
    [InlineData("pretrain: { vgg16: { dataset: mnist, sha256: abc } }", 5, "pretrain.vgg16.sha256", "expected weights beside it")]
    public void Read_ProblemInTheRoot_IsReportedWithLineAndPath(string yaml, int line, string path, string message) =>
        AssertProblem(MakeSpec.Smallest + "\n" + yaml, line, path, message);

    /// <summary>The same for lines appended to the grid.</summary>
    [Theory]
    [InlineData("  sparsity: []", 5, "grid.sparsity", "is empty, and so would be the grid")]
    [InlineData("  sparsity:", 5, "grid.sparsity", "is empty")]
    [InlineData("  sparsity: [0, 0.5, 1]", 5, "grid.sparsity[2]", "to below 1, found '1' (a share, not a percentage")]
    [InlineData("  sparsity: [0.5, .5]", 5, "grid.sparsity[1]", "0.5 is there twice, first at grid.sparsity[0]")]
    [InlineData("  sparsity: [0, 0.3, 0.30000000000000004]", 5, "grid.sparsity[2]", "0.3 is there twice, first at grid.sparsity[1]")]
    [InlineData(
        "  sparsity: [0, 0.3, 0.3000001]",
        5,
        "grid.sparsity[2]",
        "0.3000001 is as good as 0.3 at grid.sparsity[1]; expected levels that differ by 0.000001 or more"
    )]
    [InlineData("  training.lr: [0.1, 0.10000000000000001]", 5, "grid.training.lr[1]", "0.1 is there twice")]
    [InlineData("  seed: [1, 3000000000]", 5, "grid.seed[1]", "found '3000000000' (the largest is 2147483647)")]
    [InlineData("  batch: [1, 2]", 5, "grid.batch", "1 teaches vgg16 nothing")]
    [InlineData(
        "  sparsity: [0, 0.998]\npruning: { granularity: filter }",
        5,
        "grid.sparsity",
        "0.998 removes 4216 of the 4224 filters of vgg16 of width 1, but each of its 13 layers keeps one; expected at most 0.9969"
    )]
    [InlineData(
        "  sparsity: [0, 0.5, 0.999]\n  width: [0.25, 1]\npruning: { granularity: filter }",
        5,
        "grid.sparsity",
        "of width 0.25, but each of its 13 layers keeps one; expected at most 0.9876"
    )]
    [InlineData("  sparsity: [.nan]", 5, "grid.sparsity[0]", "found '.nan'")]
    [InlineData("  sparsity: [{ a: 1 }]", 5, "grid.sparsity[0]", "found a block of settings")]
    [InlineData("  seed: [1, -1]", 5, "grid.seed[1]", "a whole number, 0 or more")]
    [InlineData("  epochs: [1, 2]", 5, "grid.epochs", "can mean training.epochs or pruning.epochs")]
    [InlineData("  widht: [1, 2]", 5, "grid.widht", "did you mean width?")]
    [InlineData("  retries: [1, 2]", 5, "grid.retries", "unknown axis")]
    [InlineData("  model.width: [1]\n  width: [2]", 6, "grid.width", "is the same axis as model.width in line 5")]
    [InlineData("  augment: [crop]", 5, "grid.augment[0]", "expected a list")]
    [InlineData("  width: [1, 2]\nmodel: { width: 1 }", 6, "model.width", "is also the axis grid.width in line 5")]
    [InlineData(
        "  width: [1, 2]\noverride: [{ when: { seed: 1 }, model: { width: 1 } }]",
        6,
        "override[0].model.width",
        "would hide the axis grid.width"
    )]
    [InlineData("  classes: [all, [0, 12]]", 5, "grid.classes", "label 12 is not in mnist")]
    [InlineData("  mode: [fine-tuned, from-scratch]", 5, "pretrain.vgg16", "is missing, and fine-tuned networks need it")]
    [InlineData(
        "  mode: fine-tuned\nmodel: { width: 0.5 }\npretrain: { vgg16: { weights: timm/vgg16_bn.tv_in1k } }",
        7,
        "pretrain.vgg16.weights",
        "has width 1, the trials have 0.5"
    )]
    [InlineData(
        "  mode: fine-tuned\npretrain: { vgg16: { weights: timm/vgg16.tv_in1k } }",
        6,
        "pretrain.vgg16.weights",
        "without batch norm, the trials' is one with; expected timm/vgg16_bn.tv_in1k"
    )]
    [InlineData("  sparsity: 0.5\npruning: { schedule: gradual, epochs: 0 }", 6, "pruning.epochs", "leaves the gradual schedule no time")]
    [InlineData(
        "  seed: [1, 2]\nexclude: [{ seed: 2 }]\noverride:\n  - when: { seed: 2 }\n    training: { lr: 1 }",
        8,
        "override[0].when",
        "matches nothing"
    )]
    public void Read_ProblemInTheGrid_IsReportedWithLineAndPath(string yaml, int line, string path, string message) =>
        AssertProblem(MakeSpec.Smallest + "\n" + yaml, line, path, message);

    /// <summary>Valid specs that resemble those problems.</summary>
    [Theory]
    [InlineData("  sparsity: [0, 0.999]")]
    [InlineData("  sparsity: [0, 0.999]\npruning: { granularity: filter, scope: layer }")]
    [InlineData("  sparsity: [0, 0.9969]\npruning: { granularity: filter }")]
    [InlineData("training: { batch: 1 }\nmodel: { batch-norm: false }")]
    [InlineData("training: { batch: 1, epochs: 0 }")]
    [InlineData("training: { batch: 2 }")]
    [InlineData("data: { classes: [1, 2], samples: 12700 }")]
    [InlineData("  sparsity: [0.3, 0.300001]")]
    public void Read_ValidEdgeCase_HasNoProblem(string yaml) => Assert.Empty(SpecReading.Read(MakeSpec.Smallest + "\n" + yaml).Problems);

    [Theory]
    [InlineData("", 1, "is empty")]
    [InlineData("# nothing", 1, "is empty")]
    [InlineData("just text", 1, "expected a spec of 'key: value' lines")]
    [InlineData("- a\n- b", 1, "expected a spec of 'key: value' lines")]
    [InlineData("name: a\ngrid: [\n", 2, "not YAML")]
    [InlineData("name: a\ngrid:\n\tdataset: mnist", 3, "not YAML")]
    [InlineData("name: a\n---\nname: b", 2, "a second document")]
    [InlineData("name: !!int a", 1, "tags such as")]
    [InlineData("name: *a", 1, "no anchor &a")]
    [InlineData("? [a, b]\n: c", 1, "expected a word as key")]
    [InlineData("a: &a [*a]", 1, "no anchor &a")]
    public void Read_NotASpec_IsReported(string text, int line, string message) => AssertProblem(text, line, "", message);

    [Fact]
    public void Read_ManyProblems_ReportsAllInOrder()
    {
        var problems = SpecReading
            .Read(
                """
                nam: x
                grid: { dataset: [mnist, cifar], architecture: [], seed: [1, 1] }
                training: { lr: 0, momentum: 2 }
                priority: -1
                """
            )
            .Problems;

        Assert.Equal(
            ["nam", "name", "grid.dataset[1]", "grid.architecture", "grid.seed[1]", "training.lr", "training.momentum", "priority"],
            problems.Select(problem => problem.Path)
        );
        Assert.Equal([1, 1, 2, 2, 2, 3, 3, 4], problems.Select(problem => problem.Line));
    }

    [Fact]
    public void Read_TooManyProblems_CountsTheOmittedOnes()
    {
        var text = new StringBuilder(MakeSpec.Smallest).AppendLine();
        for (var i = 0; i < 1000; i++)
        {
            text.Append("unknown").Append(i).AppendLine(": 1");
        }

        var problems = SpecReading.Read(text.ToString()).Problems;
        Assert.Equal(SpecProblems.Limit + 1, problems.Count);
        Assert.Contains("800 more", problems[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ABillionLaughs_IsRefused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            text.Append($"a{i}: &a{i} [").AppendJoin(", ", Enumerable.Repeat($"*a{i - 1}", 10)).Append("]\n");
        }

        AssertProblem(text.ToString(), 6, "", "with its aliases written out");
    }

    [Fact]
    public void Read_DeepNesting_IsRefused() => AssertProblem("a: " + new string('[', 5000), 1, "", "nested deeper than");

    [Fact]
    public void Read_HugeText_IsRefused() => AssertProblem(new string(' ', SweepSpec.MaxTextLength + 1), 0, "", "expected at most");

    [Fact]
    public void Read_GridOfTooManyPoints_IsRefused()
    {
        var many = $"[{string.Join(", ", Enumerable.Range(1, 4000))}]";

        AssertProblem(MakeSpec.Text($"  seed: {many}\n  batch: {many}"), 3, "grid", "has 16,000,000 points; expected at most 10,000,000");
    }

    [Fact]
    public void Read_TooManyLevels_IsRefused() =>
        AssertProblem(
            MakeSpec.Text(
                $"  sparsity: [{string.Join(", ", Enumerable.Range(1, 1001).Select(i => FormattableString.Invariant($"{i / 2000.0}")))}]"
            ),
            5,
            "grid.sparsity",
            "expected at most 1000"
        );

    [Fact]
    public void Read_ProblemOfAnOverride_PointsAtTheOverride() =>
        AssertProblem(
            MakeSpec.Text("  seed: [1, 2]", "override:\n  - when: { seed: 2 }\n    data: { classes: [1, 11] }"),
            8,
            "override[0].data.classes",
            "label 11 is not in mnist"
        );

    private static void AssertProblem(string text, int line, string path, string message)
    {
        var reading = SpecReading.Read(text);

        Assert.Null(reading.Spec);
        Assert.True(
            reading.Problems.Any(problem =>
                problem.Line == line && problem.Path == path && problem.Message.Contains(message, StringComparison.Ordinal)
            ),
            $"not found among:\n{string.Join('\n', reading.Problems)}"
        );
    }
}
