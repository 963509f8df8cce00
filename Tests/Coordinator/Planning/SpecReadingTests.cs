using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

public class SpecReadingTests
{
    [Fact]
    public void Read_SmallestSpec_HasDefaults()
    {
        var spec = MakeSpec.Of(MakeSpec.Smallest);

        Assert.Equal(("test", 5, 1), (spec.Name, spec.Priority, spec.Weight));
        Assert.Equal(["dataset", "architecture", "mode", "sparsity", "seed"], spec.Axes.Select(axis => axis.Name));
        Assert.Equal(["mnist", "vgg16", "from-scratch", "0", "1"], spec.Axes.Select(axis => Assert.Single(axis.Texts)));
        Assert.Equal(new SweepLimits(), spec.Settings.Limits);
        Assert.Equal(1, spec.Settings.Report.Tolerance);
    }

    [Fact]
    public void Read_About_IsKeptAndChangesNothing()
    {
        var spec = MakeSpec.With("", "description: A first try\ntags: [paper, first.try]\nnotes: |\n  One.\n  Two.\n");

        Assert.Equal(("A first try", "One.\nTwo."), (spec.About.Description, spec.About.Notes));
        Assert.Equal(["paper", "first.try"], spec.About.Tags);
        Assert.True(SpecComparison.Of(Expansion.Expand(MakeSpec.Of(MakeSpec.Smallest)), Expansion.Expand(spec)).IsSame);
    }

    [Theory]
    [InlineData("notify: https://hooks.example.org/a", "completed,failed,stalled,budget")]
    [InlineData("notify: { webhook: 'https://hooks.example.org/a' }", "completed,failed,stalled,budget")]
    [InlineData("notify: { webhook: 'https://hooks.example.org/a', on: [budget, failed] }", "budget,failed")]
    [InlineData("notify: { webhook: 'https://hooks.example.org/a', on: all }", "completed,failed,stalled,budget")]
    public void Read_Notify_IsKeptAndShownWithoutItsSecret(string text, string on)
    {
        var spec = MakeSpec.With("", $"{text}\n");

        Assert.Equal("https://hooks.example.org/a", spec.About.Notify!.Webhook.Address);
        Assert.Equal(on, string.Join(',', spec.About.Notify.On).ToLowerInvariant());
        Assert.Contains("https://hooks.example.org/***", spec.KeptText, StringComparison.Ordinal);
        Assert.DoesNotContain("example.org/a", spec.KeptText, StringComparison.Ordinal);
        Assert.NotNull(SpecReading.Read(spec.KeptText).Spec);
        Assert.True(SpecComparison.Of(Expansion.Expand(MakeSpec.Of(MakeSpec.Smallest)), Expansion.Expand(spec)).IsSame);
    }

    [Theory]
    [InlineData("notify: hooks.example.org/secret", "notify", "expected an address such as https://")]
    [InlineData("notify: ftp://hooks.example.org/secret", "notify", "expected an address such as https://")]
    [InlineData("notify: https://ada:secret@hooks.example.org/", "notify", "expected an address such as https://")]
    [InlineData("notify: https://hooks.example.org/secret#there", "notify", "expected an address such as https://")]
    [InlineData("notify: [1]", "notify", "expected an address such as https://")]
    [InlineData("notify: \"https://hooks.example.org/\\x73ecret\"", "notify", "expected the address on one line, without escapes")]
    [InlineData("notify: { on: [failed] }", "notify.webhook", "is missing")]
    [InlineData("notify: { webhook: 'https://hooks.example.org/secret', on: [] }", "notify.on", "expected a list of at least 1")]
    [InlineData(
        "notify: { webhook: 'https://hooks.example.org/secret', on: [done] }",
        "notify.on[0]",
        "expected one of completed, failed, stalled, budget"
    )]
    [InlineData("notify: { webhook: 'https://hooks.example.org/secret', when: [failed] }", "notify.when", "unknown key")]
    public void Read_InvalidNotify_IsRefusedWithoutQuotingIt(string text, string path, string message)
    {
        var problem = Assert.Single(SpecReading.Read($"{MakeSpec.Smallest}\n{text}\n").Problems);

        Assert.Equal(path, problem.Path);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tags: [Paper]", "tags[0]", "expected a name of 1 to 63 lower-case letters")]
    [InlineData("description: |\n  one\n  two", "description", "expected one line of text of at most 200 characters")]
    [InlineData("notes: [1]", "notes", "expected a text of at most 4000 characters, found a list")]
    public void Read_InvalidAbout_IsRefused(string text, string path, string message)
    {
        var problem = Assert.Single(SpecReading.Read($"{MakeSpec.Smallest}\n{text}\n").Problems);

        Assert.Equal(path, problem.Path);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_InvalidSpaces_AreReported()
    {
        var problems = SpecReading.Read("name:\u00A0x\ngrid: { dataset: mnist, architecture: vgg16 }   #\u00A0fine\n").Problems;

        var odd = Assert.Single(problems, problem => problem.Message.Contains("U+00A0", StringComparison.Ordinal));
        Assert.Equal(1, odd.Line);
        Assert.StartsWith("column 6 has a character that looks like a space but is none in YAML", odd.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("0.25", 0.25)]
    public void Read_Weight_SetsTheSweepsWeight(string text, double weight) =>
        Assert.Equal(weight, MakeSpec.With("", $"weight: {text}").Weight);

    [Fact]
    public void Read_EverySetting_ReachesItsRecord()
    {
        var settings = MakeSpec
            .With(
                "",
                """
                data: { image: 64, samples: 2000, classes: [1, 2], train-per-class: 20, split-seed: 3 }
                model: { width: 0.5, batch-norm: false, head: compact }
                training:
                  { epochs: 7, batch: 32, optimizer: adamw, lr: 1e-3, momentum: 0.5, weight-decay: 0.01, schedule: step, step-at: [0.25, 0.5], step-factor: 0.2,
                    label-smoothing: 0.1, precision: tf32, augment: [flip] }
                pruning: { criterion: random, granularity: filter, scope: layer, schedule: gradual, epochs: 4, lr: 0.01 }
                limits: { retries: 0, stage-timeout: 90m, gpu-hours: 1.5 }
                report: { tolerance: 2.5 }
                priority: 9
                """
            )
            .Settings;

        Assert.Equivalent(
            new DataSettings
            {
                Dataset = "",
                Image = 64,
                Samples = 2000,
                Classes = [1, 2],
                TrainPerClass = 20,
                SplitSeed = 3,
            },
            settings.Data
        );
        Assert.Equal(
            new ModelSettings
            {
                Architecture = "",
                Width = 0.5,
                BatchNorm = false,
                Head = Head.Compact,
            },
            settings.Model
        );
        Assert.Equivalent(
            new TrainingSettings
            {
                Epochs = 7,
                Batch = 32,
                Optimizer = Optimizer.AdamW,
                Lr = 1e-3,
                Momentum = 0.5,
                WeightDecay = 0.01,
                Schedule = LearningRateSchedule.Step,
                StepAt = [0.25, 0.5],
                StepFactor = 0.2,
                LabelSmoothing = 0.1,
                Precision = Precision.Tf32,
                Augment = [Augmentation.Flip],
            },
            settings.Training
        );
        Assert.Equal(
            new PruningSettings
            {
                Criterion = Criterion.Random,
                Granularity = Granularity.Filter,
                Scope = Scope.Layer,
                Schedule = PruningSchedule.Gradual,
                Epochs = 4,
                Lr = 0.01,
            },
            settings.Pruning
        );
        Assert.Equal(
            new SweepLimits
            {
                Retries = 0,
                StageTimeout = TimeSpan.FromMinutes(90),
                GpuHours = 1.5,
            },
            settings.Limits
        );
        Assert.Equal(2.5, settings.Report.Tolerance);
    }

    [Fact]
    public void Read_PretrainDataset_UsesTheTrainingBlockAndItsOwnSettings()
    {
        var source = MakeSpec
            .With(
                "  mode: fine-tuned",
                """
                data: { image: 48, classes: [0, 1, 2, 3, 4], samples: 100 }
                training: { epochs: 7, lr: 0.1 }
                pretrain: { vgg16: { dataset: mnist, classes: [5, 6, 7, 8, 9], epochs: 3, seed: 4 } }
                """
            )
            .Pretrain["vgg16"];

        Assert.Equivalent(
            new DataSettings
            {
                Dataset = "mnist",
                Image = 48,
                Classes = [5, 6, 7, 8, 9],
            },
            source.Data
        );
        Assert.Equal((3, 0.1, 4), (source.Training!.Epochs, source.Training.Lr, source.Seed));
        Assert.Null(source.Weights);
    }

    [Fact]
    public void Read_PretrainWeights_AreACatalogueNameOrAFileWithItsHash()
    {
        var hash = new string('A', 64);
        var spec = MakeSpec.Of(
            $$"""
            name: test
            grid: { dataset: mnist, architecture: [vgg16, mobilenet], mode: fine-tuned }
            pretrain:
              vgg16: { weights: timm/vgg16_bn.tv_in1k }
              mobilenet: { weights: mobilenetv1_025_imagenet.safetensors, sha256: {{hash}} }
            """
        );

        Assert.Equal(new WeightsSource("timm/vgg16_bn.tv_in1k"), spec.Pretrain["vgg16"].Weights);
        Assert.Equal(
            new WeightsSource("mobilenetv1_025_imagenet.safetensors", hash.ToLowerInvariant()),
            spec.Pretrain["mobilenet"].Weights
        );
    }

    [Fact]
    public void Read_FileOfWeights_FitsAnyWidth() =>
        MakeSpec.With(
            "  mode: fine-tuned",
            $$"""
            model: { width: 0.25 }
            pretrain: { vgg16: { weights: mine.safetensors, sha256: {{new string('0', 64)}} } }
            """
        );

    [Fact]
    public void Read_AxisOfLists_AcceptsAListOfLists()
    {
        var axis = MakeSpec.With("  augment: [[crop, flip], none, [flip]]").Axes[2];

        Assert.Equal(["[crop, flip]", "none", "[flip]"], axis.Texts);
    }

    [Fact]
    public void Read_AnchorsAndAliases_AreExpanded()
    {
        var spec = MakeSpec.With("  seed: &few [1, 2]", "exclude: [{ seed: 1 }]").Axes.Single(axis => axis.Name == "seed");

        Assert.Equal(["1", "2"], spec.Texts);
        Assert.Equal(
            3,
            MakeSpec
                .With("  seed: [1, 2]", "pretrain: { vgg16: &p { dataset: cifar10, epochs: 3 }, mobilenet: *p }")
                .Pretrain["mobilenet"]
                .Training!.Epochs
        );
    }

    [Fact]
    public void Hash_OfASpec_IsTheHashOfItsText()
    {
        Assert.Equal(MakeSpec.Of(MakeSpec.Smallest).Hash, MakeSpec.Of(MakeSpec.Smallest).Hash);
        Assert.NotEqual(MakeSpec.Of(MakeSpec.Smallest).Hash, MakeSpec.Of(MakeSpec.Smallest + "\n# a comment").Hash);
    }
}
