using Sweep.Contracts.Architectures;
using Sweep.Contracts.Spec.Values;
using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Spec.Settings;

public static partial class SettingsCatalogue
{
    private static IEnumerable<Setting> GridSettings() =>
        [
            Make(
                Grid,
                "dataset",
                Words.Of(DatasetFacts.All.Select(facts => facts.Name)),
                "Images that the networks learn; required",
                s => s.Data.Dataset,
                (s, v) => s with { Data = s.Data with { Dataset = v } }
            ),
            Make(
                Grid,
                "architecture",
                Words.Of(ArchitectureCatalogue.Names),
                "Networks that are trained and pruned; required",
                s => s.Model.Architecture,
                (s, v) => s with { Model = s.Model with { Architecture = v } }
            ),
            Make(
                Grid,
                "mode",
                Words.Of<TrialMode>(),
                "What a network starts from: random weights, or those of the pretrain block",
                s => s.Mode,
                (s, v) => s with { Mode = v }
            ),
            Make(
                Grid,
                "sparsity",
                new Number(0, 1, belowMax: true, hint: "a share, not a percentage: 0.9 removes 90%"),
                "Share of the prunable weights that is removed; 0 is the dense network",
                s => s.Sparsity,
                (s, v) => s with { Sparsity = v }
            ),
            Make(
                Grid,
                "seed",
                new WholeNumber(0),
                "Seed of initial weights, data order and augmentation",
                s => s.Seed,
                (s, v) => s with { Seed = v }
            ),
        ];

    private static IEnumerable<Setting> DataSettings() =>
        [
            Make(
                Data,
                "image",
                new WholeNumber(ArchitectureCatalogue.SmallestImage, 1024),
                "Side of the square images the network is given, in pixels",
                s => s.Data.Image,
                (s, v) => s with { Data = s.Data with { Image = v } }
            ),
            Make(
                Data,
                "samples",
                new OrWord<int>(new WholeNumber(1), "all"),
                "Training images that are kept, stratified by class; the test set is never cut",
                s => s.Data.Samples,
                (s, v) => s with { Data = s.Data with { Samples = v } }
            ),
            Make(
                Data,
                "classes",
                new ListOf<int>(new WholeNumber(0, 9999), "all", null, atLeast: 2),
                "Labels that are kept, in both splits, renumbered in this order",
                s => s.Data.Classes,
                (s, v) => s with { Data = s.Data with { Classes = v } }
            ),
            Make(
                Data,
                "train-per-class",
                new WholeNumber(1, 10_000),
                "Training images a class for data sets without a split of their own (caltech101)",
                s => s.Data.TrainPerClass,
                (s, v) => s with { Data = s.Data with { TrainPerClass = v } }
            ),
            Make(
                Data,
                "split-seed",
                new WholeNumber(0),
                "Seed of the split and of the stratified part, the same for all trials",
                s => s.Data.SplitSeed,
                (s, v) => s with { Data = s.Data with { SplitSeed = v } }
            ),
        ];

    private static IEnumerable<Setting> ModelSettings() =>
        [
            Make(
                Model,
                "width",
                new Number(0, 8, aboveMin: true),
                "Multiplier of every layer's channels",
                s => s.Model.Width,
                (s, v) => s with { Model = s.Model with { Width = v } }
            ),
            Make(
                Model,
                "batch-norm",
                new Flag(),
                "VGG16 only: batch norm after each convolution; MobileNet always has it",
                s => s.Model.BatchNorm,
                (s, v) => s with { Model = s.Model with { BatchNorm = v } }
            ),
            Make(
                Model,
                "head",
                Words.Of<Head>(),
                "VGG16 only: what follows the convolutions; auto is imagenet's from 224 pixels up, else the compact one",
                s => s.Model.Head,
                (s, v) => s with { Model = s.Model with { Head = v } }
            ),
        ];

    private static IEnumerable<Setting> TrainingSettings() =>
        [
            Make(
                Training,
                "epochs",
                new WholeNumber(0, 100_000),
                "Passes over the training images",
                s => s.Training.Epochs,
                (s, v) => s with { Training = s.Training with { Epochs = v } }
            ),
            Make(
                Training,
                "batch",
                new WholeNumber(1, 65_536),
                "Images a step",
                s => s.Training.Batch,
                (s, v) => s with { Training = s.Training with { Batch = v } }
            ),
            Make(
                Training,
                "optimizer",
                Words.Of<Optimizer>(),
                "sgd has Nesterov momentum",
                s => s.Training.Optimizer,
                (s, v) => s with { Training = s.Training with { Optimizer = v } }
            ),
            Make(
                Training,
                "lr",
                new Number(0, 100, aboveMin: true),
                "Peak learning rate",
                s => s.Training.Lr,
                (s, v) => s with { Training = s.Training with { Lr = v } }
            ),
            Make(
                Training,
                "momentum",
                new Number(0, 1, belowMax: true),
                "Nesterov momentum of sgd; adamw does not use it",
                s => s.Training.Momentum,
                (s, v) => s with { Training = s.Training with { Momentum = v } }
            ),
            Make(
                Training,
                "weight-decay",
                new Number(0, 1),
                "On the weights of convolutions and linear layers, not on biases and norms",
                s => s.Training.WeightDecay,
                (s, v) => s with { Training = s.Training with { WeightDecay = v } }
            ),
            Make(
                Training,
                "schedule",
                Words.Of<LearningRateSchedule>(),
                "Course of the learning rate",
                s => s.Training.Schedule,
                (s, v) => s with { Training = s.Training with { Schedule = v } }
            ),
            Make(
                Training,
                "step-at",
                new ListOf<double>(new Number(0, 1, aboveMin: true, belowMax: true), "none", []),
                "Step schedule: where in the run, 0 to 1, the rate is multiplied by step-factor",
                s => s.Training.StepAt,
                (s, v) => s with { Training = s.Training with { StepAt = v! } }
            ),
            Make(
                Training,
                "step-factor",
                new Number(0, 1, aboveMin: true),
                "Step schedule: what the rate is multiplied by",
                s => s.Training.StepFactor,
                (s, v) => s with { Training = s.Training with { StepFactor = v } }
            ),
            Make(
                Training,
                "label-smoothing",
                new Number(0, 1, belowMax: true),
                "Share of the probability given to all classes evenly",
                s => s.Training.LabelSmoothing,
                (s, v) => s with { Training = s.Training with { LabelSmoothing = v } }
            ),
            Make(
                Training,
                "precision",
                Words.Of<Precision>(),
                "bf16 keeps batch norm, the loss and the master weights in fp32",
                s => s.Training.Precision,
                (s, v) => s with { Training = s.Training with { Precision = v } }
            ),
            Make(
                Training,
                "augment",
                new ListOf<Augmentation>(Words.Of<Augmentation>(), "none", []),
                "Random changes to the training images",
                s => s.Training.Augment,
                (s, v) => s with { Training = s.Training with { Augment = v! } }
            ),
        ];

    private static IEnumerable<Setting> PruningSettings() =>
        [
            Make(
                Pruning,
                "criterion",
                Words.Of<Criterion>(),
                "Which weights go first",
                s => s.Pruning.Criterion,
                (s, v) => s with { Pruning = s.Pruning with { Criterion = v } }
            ),
            Make(
                Pruning,
                "granularity",
                Words.Of<Granularity>(),
                "Single weights, or whole filters by their L1 norm",
                s => s.Pruning.Granularity,
                (s, v) => s with { Pruning = s.Pruning with { Granularity = v } }
            ),
            Make(
                Pruning,
                "scope",
                Words.Of<Scope>(),
                "One ranking over the whole network, or the same share of every layer",
                s => s.Pruning.Scope,
                (s, v) => s with { Pruning = s.Pruning with { Scope = v } }
            ),
            Make(
                Pruning,
                "schedule",
                Words.Of<PruningSchedule>(),
                "From the dense network at once, level by level, or gradually while training",
                s => s.Pruning.Schedule,
                (s, v) => s with { Pruning = s.Pruning with { Schedule = v } }
            ),
            Make(
                Pruning,
                "epochs",
                new WholeNumber(0, 100_000),
                "Epochs of training at each level",
                s => s.Pruning.Epochs,
                (s, v) => s with { Pruning = s.Pruning with { Epochs = v } }
            ),
            Make(
                Pruning,
                "lr",
                new OrWord<double>(new Number(0, 100, aboveMin: true), "auto"),
                "Peak learning rate of that training; auto is a tenth of training.lr",
                s => s.Pruning.Lr,
                (s, v) => s with { Pruning = s.Pruning with { Lr = v } }
            ),
        ];

    private static IEnumerable<Setting> LimitSettings() =>
        [
            Make(
                Limits,
                "retries",
                new WholeNumber(0, 100),
                "Further attempts after a stage's first failure",
                s => s.Limits.Retries,
                (s, v) => s with { Limits = s.Limits with { Retries = v } }
            ),
            Make(
                Limits,
                "stage-timeout",
                new OrWord<TimeSpan>(new Duration(), "none"),
                "An attempt that takes longer is stopped and counts as failed",
                s => s.Limits.StageTimeout,
                (s, v) => s with { Limits = s.Limits with { StageTimeout = v } }
            ),
            Make(
                Limits,
                "gpu-hours",
                new OrWord<double>(new Number(0, 1e9, aboveMin: true), "none"),
                "The sweep pauses once its stages have taken this much time of workers, on whatever device",
                s => s.Limits.GpuHours,
                (s, v) => s with { Limits = s.Limits with { GpuHours = v } }
            ),
        ];

    private static IEnumerable<Setting> ReportSettings() =>
        [
            Make(
                Report,
                "tolerance",
                new Number(0, 100),
                "Points of top-1 below the dense network that still count as the same accuracy",
                s => s.Report.Tolerance,
                (s, v) => s with { Report = s.Report with { Tolerance = v } }
            ),
        ];
}
