using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Spec.Identity;

/// <summary>
/// Resets settings that have no effect on a stage to their defaults, so that stages that do the same work have the same definition and so
/// the same id.
/// </summary>
public static class StageNormalisation
{
    private static readonly DataSettings _data = new() { Dataset = "" };
    private static readonly ModelSettings _model = new() { Architecture = "" };
    private static readonly TrainingSettings _training = new();
    private static readonly PruningSettings _pruning = new();

    public static StageDefinition Normalise(StageDefinition stage) =>
        stage with
        {
            Weights = Normalise(stage.Weights),
            Data = Normalise(stage.Data),
            Model = Normalise(stage.Model, stage.Data.Image),
            Training = Normalise(stage.Training),
            Pruning = stage.Pruning is null ? null : Normalise(stage.Pruning),
        };

    private static WeightsSource? Normalise(WeightsSource? weights) =>
        weights is null ? null : weights with { Sha256 = weights.Sha256?.ToLowerInvariant() };

    private static DataSettings Normalise(DataSettings data)
    {
        if (DatasetFacts.Find(data.Dataset) is not { } facts)
        {
            return data;
        }

        var drawn = data.Samples is not null || !facts.HasSplit;
        return data with
        {
            Classes = data.Classes is { } classes && classes.SequenceEqual(Enumerable.Range(0, facts.Classes)) ? null : data.Classes,
            TrainPerClass = facts.HasSplit ? _data.TrainPerClass : data.TrainPerClass,
            SplitSeed = drawn ? data.SplitSeed : _data.SplitSeed,
        };
    }

    private static ModelSettings Normalise(ModelSettings model, int image)
    {
        if (model.Architecture == "mobilenet")
        {
            return model with { BatchNorm = _model.BatchNorm, Head = _model.Head };
        }

        var byItself = image >= ArchitectureCatalogue.ImageNetImage ? Head.ImageNet : Head.Compact;
        return model with { Head = model.Head == byItself ? Head.Auto : model.Head };
    }

    private static TrainingSettings Normalise(TrainingSettings training) =>
        training.Epochs == 0
            ? _training with
            {
                Epochs = 0,
                Batch = training.Batch,
                Precision = training.Precision,
            }
            : training with
            {
                Momentum = training.Optimizer == Optimizer.Sgd ? training.Momentum : _training.Momentum,
                StepAt = training.Schedule == LearningRateSchedule.Step ? [.. training.StepAt.Order()] : _training.StepAt,
                StepFactor = training.Schedule == LearningRateSchedule.Step ? training.StepFactor : _training.StepFactor,
                Augment = [.. training.Augment.Order()],
            };

    /// <summary>
    /// Epochs and learning rate are already in the stage's training settings. The parent tells one-shot from iterative pruning.
    /// </summary>
    private static PruningSettings Normalise(PruningSettings pruning) =>
        pruning with
        {
            Epochs = _pruning.Epochs,
            Lr = _pruning.Lr,
            Schedule = pruning.Schedule == PruningSchedule.Gradual ? pruning.Schedule : _pruning.Schedule,
        };
}
