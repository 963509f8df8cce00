using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>Builds the templates of the stages at a point of the grid.</summary>
internal sealed class StageTemplates
{
    private static readonly string[] _training = [SettingsCatalogue.Data, SettingsCatalogue.Model, SettingsCatalogue.Training];

    private readonly Grid _grid;
    private readonly Memo<StageTemplate?> _pretrain;
    private readonly Memo<StageTemplate> _train;
    private readonly Memo<StageTemplate> _prune;
    private readonly Memo<PruningSchedule> _schedule;

    public StageTemplates(Grid grid)
    {
        _grid = grid;
        _pretrain = new(OfPretrain(grid), MakePretrain);
        _train = new(grid.DependingOn(_training, SettingsCatalogue.Mode), MakeTrain);
        _prune = new(grid.DependingOn([.. _training, SettingsCatalogue.Pruning]), MakePrune);
        _schedule = new(grid.DependingOn([SettingsCatalogue.Pruning]), point => grid.Resolve(point).Pruning.Schedule);
    }

    /// <summary>A pretrain stage depends on the network only, and on no other axis of the trial.</summary>
    public static Projection OfPretrain(Grid grid) => grid.DependingOn([SettingsCatalogue.Model], SettingsCatalogue.Mode);

    public static Projection OfTrain(Grid grid) => grid.DependingOn(_training, SettingsCatalogue.Mode, SettingsCatalogue.Seed);

    /// <summary>Null when the network starts from random or published weights.</summary>
    public StageTemplate? Pretrain(int[] point) => _pretrain.At(point);

    public StageTemplate Train(int[] point) => _train.At(point);

    public StageTemplate Prune(int[] point) => _prune.At(point);

    public PruningSchedule Schedule(int[] point) => _schedule.At(point);

    private StageTemplate? MakePretrain(int[] point)
    {
        var settings = _grid.Resolve(point);
        return Source(settings) is { Data: { } data, Training: { } training }
            ? new StageTemplate(
                new StageDefinition
                {
                    Kind = StageKind.Pretrain,
                    Data = data,
                    Model = settings.Model,
                    Training = training,
                }
            )
            : null;
    }

    private StageTemplate MakeTrain(int[] point)
    {
        var settings = _grid.Resolve(point);
        return new StageTemplate(
            new StageDefinition
            {
                Kind = StageKind.Train,
                Weights = Source(settings)?.Weights,
                Data = settings.Data,
                Model = settings.Model,
                Training = settings.Training,
            }
        );
    }

    private StageTemplate MakePrune(int[] point)
    {
        var settings = _grid.Resolve(point);
        return new StageTemplate(
            new StageDefinition
            {
                Kind = StageKind.Prune,
                Data = settings.Data,
                Model = settings.Model,
                Training = settings.Training with
                {
                    Epochs = settings.Pruning.Epochs,
                    Lr = settings.Pruning.Lr ?? settings.Training.Lr / 10,
                },
                Pruning = settings.Pruning,
            }
        );
    }

    /// <summary>Null when the network is trained from scratch.</summary>
    private PretrainSource? Source(SpecSettings settings) =>
        settings.Mode == TrialMode.FineTuned ? _grid.Spec.Pretrain[settings.Model.Architecture] : null;
}
