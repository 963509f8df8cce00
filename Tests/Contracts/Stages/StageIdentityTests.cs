using System.Security.Cryptography;
using System.Text;
using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Stages;

namespace Sweep.Tests.Contracts.Stages;

public class StageIdentityTests
{
    private static readonly StageDefinition _train = new()
    {
        Kind = StageKind.Train,
        Data = new DataSettings { Dataset = "cifar10" },
        Model = new ModelSettings { Architecture = "vgg16" },
        Training = new TrainingSettings(),
        Seed = 1,
    };

    private static readonly StageDefinition _prune = _train with
    {
        Kind = StageKind.Prune,
        Parent = StageId.Parse("0123456789abcdef0123456789abcdef"),
        Training = new TrainingSettings { Epochs = 5, Lr = 0.005 },
        Pruning = new PruningSettings(),
        Sparsity = 0.9,
    };

    /// <summary>Checkpoints and results are stored under these ids, so a change here would orphan all of them.</summary>
    [Fact]
    public void Of_PinnedStages_HaveTheirIds()
    {
        Assert.Equal("fea48e0357df672e78c6eb0c92a1e867", StageIdentity.Of(_train).ToString());
        Assert.Equal("32c8448e4ba604701570aa703cb5d91b", StageIdentity.Of(_prune).ToString());
        Assert.Equal(
            "8b91f8832a42ac42cd7fca5b498ba365",
            StageIdentity
                .Of(
                    _prune with
                    {
                        Pruning = new PruningSettings
                        {
                            Granularity = Granularity.Filter,
                            Criterion = Criterion.Random,
                            Scope = Scope.Layer,
                            Schedule = PruningSchedule.Gradual,
                        },
                    }
                )
                .ToString()
        );
        Assert.Equal(
            "7b92759ef02e549540314e96d7d7301a",
            StageIdentity
                .Of(
                    _train with
                    {
                        Weights = new WeightsSource("timm/vgg16_bn.tv_in1k"),
                        Data = new DataSettings { Dataset = "caltech101", Image = 224 },
                        Training = new TrainingSettings { Batch = 64, Precision = Precision.Bf16 },
                    }
                )
                .ToString()
        );
        Assert.Equal(
            "ed8b82deff0325475165d89e9accaf12",
            StageIdentity
                .Of(
                    _train with
                    {
                        Kind = StageKind.Pretrain,
                        Seed = 0,
                        Data = new DataSettings
                        {
                            Dataset = "mnist",
                            Classes = [5, 6, 7, 8, 9],
                            Samples = 2000,
                        },
                        Model = new ModelSettings { Architecture = "mobilenet", Width = 0.25 },
                        Training = new TrainingSettings
                        {
                            Optimizer = Optimizer.AdamW,
                            Lr = 1e-3,
                            Augment = [],
                            Schedule = LearningRateSchedule.Step,
                            StepAt = [0.25],
                        },
                    }
                )
                .ToString()
        );
    }

    [Fact]
    public void CanonicalText_OfAStage_IsSortedAndLeavesOutDefaults()
    {
        Assert.Equal(
            """
            data.dataset=cifar10
            kind=prune
            model.architecture=vgg16
            parent=0123456789abcdef0123456789abcdef
            seed=1
            sparsity=0.9
            training.epochs=5
            training.lr=0.005

            """.ReplaceLineEndings("\n"),
            StageIdentity.CanonicalText(_prune)
        );
    }

    [Fact]
    public void CanonicalText_WithEverySettingChanged_IsSortedByKey()
    {
        var lines = StageIdentity.CanonicalText(Everything).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var keys = lines.Select(line => line[..line.IndexOf('=', StringComparison.Ordinal)]).ToList();

        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Equal(30, keys.Count);
    }

    [Fact]
    public void Of_TextLongerThanTheBuffer_HashesAllOfIt()
    {
        StageDefinition With(int last) =>
            _train with
            {
                Data = _train.Data with { Dataset = "cifar100", Classes = [.. Enumerable.Range(0, 99).Append(last)] },
            };

        Assert.NotEqual(StageIdentity.Of(With(99)), StageIdentity.Of(With(0)));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(StageIdentity.CanonicalText(With(0))));
        Assert.Equal(Convert.ToHexStringLower(hash)[..32], StageIdentity.Of(With(0)).ToString());
    }

    [Fact]
    public void Of_EqualListsInDifferentObjects_IsTheSame() =>
        Assert.Equal(
            StageIdentity.Of(_train with { Data = _train.Data with { Classes = [1, 2] } }),
            StageIdentity.Of(
                _train with
                {
                    Data = _train.Data with
                    {
                        Classes = new List<int> { 1, 2 },
                    },
                }
            )
        );

    [Fact]
    public void Of_ChangedParentSeedSparsityOrKind_Differs()
    {
        StageDefinition[] all =
        [
            _train,
            _train with
            {
                Seed = 2,
            },
            _train with
            {
                Kind = StageKind.Pretrain,
            },
            _prune,
            _prune with
            {
                Sparsity = 0.8,
            },
            _prune with
            {
                Parent = StageId.Parse("1123456789abcdef0123456789abcdef"),
            },
            _train with
            {
                Weights = new("timm/vgg16_bn.tv_in1k"),
            },
        ];

        Assert.Equal(all.Length, all.Select(StageIdentity.Of).Distinct().Count());
    }

    [Fact]
    public void Of_FilesWithTheSameContent_IsTheSameWhateverTheirNames() =>
        Assert.Equal(
            StageIdentity.Of(_train with { Weights = new("a.safetensors", new string('a', 64)) }),
            StageIdentity.Of(_train with { Weights = new("b.safetensors", new string('A', 64)) })
        );

    public static TheoryData<string, StageDefinition, StageDefinition> SameWork()
    {
        var adam = _train with { Training = _train.Training with { Optimizer = Optimizer.AdamW } };
        var mobilenet = _train with { Model = new ModelSettings { Architecture = "mobilenet" } };
        var large = _train with { Data = _train.Data with { Image = 224 } };
        var none = _train with { Training = _train.Training with { Epochs = 0 } };
        return new TheoryData<string, StageDefinition, StageDefinition>
        {
            { "momentum of adamw", adam, adam with { Training = adam.Training with { Momentum = 0.5 } } },
            {
                "step-at without the step schedule",
                _train,
                _train with
                {
                    Training = _train.Training with { StepAt = [0.1], StepFactor = 0.5 },
                }
            },
            { "batch-norm of mobilenet", mobilenet, mobilenet with { Model = mobilenet.Model with { BatchNorm = false } } },
            { "head of mobilenet", mobilenet, mobilenet with { Model = mobilenet.Model with { Head = Head.ImageNet } } },
            { "auto head of a small image", _train, _train with { Model = _train.Model with { Head = Head.Compact } } },
            { "auto head of a large image", large, large with { Model = large.Model with { Head = Head.ImageNet } } },
            { "split of a data set with its own", _train, _train with { Data = _train.Data with { TrainPerClass = 5, SplitSeed = 7 } } },
            { "all classes in order", _train, _train with { Data = _train.Data with { Classes = [.. Enumerable.Range(0, 10)] } } },
            {
                "order of augmentations",
                _train,
                _train with
                {
                    Training = _train.Training with { Augment = [Augmentation.Flip, Augmentation.Crop] },
                }
            },
            {
                "training settings without an epoch",
                none,
                none with
                {
                    Training = none.Training with { Lr = 1, Optimizer = Optimizer.AdamW, Augment = [] },
                }
            },
            {
                "one-shot or the level of an iterative run",
                _prune,
                _prune with
                {
                    Pruning = _prune.Pruning! with { Schedule = PruningSchedule.OneShot },
                }
            },
            {
                "pruning's epochs and rate, which its training has",
                _prune,
                _prune with
                {
                    Pruning = _prune.Pruning! with { Epochs = 9, Lr = 1 },
                }
            },
        };
    }

    [Theory]
    [MemberData(nameof(SameWork))]
    public void Of_SettingWithoutEffect_IsTheSame(string what, StageDefinition one, StageDefinition other) =>
        Assert.True(StageIdentity.Of(one) == StageIdentity.Of(other), what);

    public static TheoryData<string, StageDefinition, StageDefinition> OtherWork()
    {
        var large = _train with { Data = _train.Data with { Image = 224 } };
        var caltech = _train with { Data = new DataSettings { Dataset = "caltech101" } };
        var sampled = _train with { Data = _train.Data with { Samples = 100 } };
        var step = _train with { Training = _train.Training with { Schedule = LearningRateSchedule.Step } };
        return new TheoryData<string, StageDefinition, StageDefinition>
        {
            { "momentum of sgd", _train, _train with { Training = _train.Training with { Momentum = 0.5 } } },
            { "step-at of the step schedule", step, step with { Training = step.Training with { StepAt = [0.1] } } },
            { "compact head of a large image", large, large with { Model = large.Model with { Head = Head.Compact } } },
            { "batch-norm of vgg16", _train, _train with { Model = _train.Model with { BatchNorm = false } } },
            { "split of a data set without its own", caltech, caltech with { Data = caltech.Data with { TrainPerClass = 5 } } },
            { "seed of the split", caltech, caltech with { Data = caltech.Data with { SplitSeed = 5 } } },
            { "seed of the stratified part", sampled, sampled with { Data = sampled.Data with { SplitSeed = 5 } } },
            {
                "order of classes",
                _train with
                {
                    Data = _train.Data with { Classes = [1, 2] },
                },
                _train with
                {
                    Data = _train.Data with { Classes = [2, 1] },
                }
            },
            { "gradual", _prune, _prune with { Pruning = _prune.Pruning! with { Schedule = PruningSchedule.Gradual } } },
            { "no augmentation", _train, _train with { Training = _train.Training with { Augment = [] } } },
        };
    }

    [Theory]
    [MemberData(nameof(OtherWork))]
    public void Of_SettingWithEffect_Differs(string what, StageDefinition one, StageDefinition other) =>
        Assert.True(StageIdentity.Of(one) != StageIdentity.Of(other), what);

    private static StageDefinition Everything =>
        new()
        {
            Kind = StageKind.Prune,
            Parent = new StageId(1),
            Weights = new WeightsSource("x.safetensors", new string('0', 64)),
            Data = new DataSettings
            {
                Dataset = "caltech101",
                Image = 64,
                Samples = 500,
                Classes = [3, 1],
                TrainPerClass = 20,
                SplitSeed = 4,
            },
            Model = new ModelSettings
            {
                Architecture = "vgg16",
                Width = 0.5,
                BatchNorm = false,
                Head = Head.ImageNet,
            },
            Training = new TrainingSettings
            {
                Epochs = 3,
                Batch = 32,
                Lr = 0.1,
                Momentum = 0.8,
                WeightDecay = 0,
                Schedule = LearningRateSchedule.Step,
                StepAt = [],
                StepFactor = 0.2,
                LabelSmoothing = 0.1,
                Precision = Precision.Tf32,
                Augment = [],
            },
            Pruning = new PruningSettings
            {
                Criterion = Criterion.Random,
                Granularity = Granularity.Filter,
                Scope = Scope.Layer,
                Schedule = PruningSchedule.Gradual,
            },
            Sparsity = 0.5,
            Seed = 9,
        };
}
