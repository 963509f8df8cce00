using System.Globalization;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Spec.Identity;

/// <summary>
/// Names a stage for people, everywhere in the same words: what it does, and its values on the axes that vary, in the order of the spec. An
/// example is <c>prune to 80 % · fine-tuned · mobilenet · width 0.25 · seed 1</c>.
/// </summary>
public static class StageName
{
    /// <param name="train">The train stage itself or the one above a prune stage; null when it is unknown, and for pretrain stages.</param>
    /// <param name="isPretrained">True when the train stage starts from a pretrain stage or from published weights.</param>
    /// <param name="axes">The axes that have more than one value in the stage's sweeps; null when its sweeps are unknown.</param>
    public static string Of(StageDefinition stage, StageDefinition? train, bool isPretrained, IReadOnlyList<Setting>? axes) =>
        string.Join(
            " · ",
            Parts(
                stage,
                train,
                isPretrained,
                axes ?? [SettingsCatalogue.Mode, SettingsCatalogue.Dataset, SettingsCatalogue.Architecture, SettingsCatalogue.Seed]
            )
        );

    /// <summary>The axes of a spec that vary.</summary>
    public static IEnumerable<Setting> Varying(SweepSpec spec) =>
        spec.Axes.Where(axis => axis.Values.Count > 1).Select(axis => axis.Setting);

    private static IEnumerable<string> Parts(StageDefinition stage, StageDefinition? train, bool isPretrained, IReadOnlyList<Setting> axes)
    {
        yield return stage.Kind switch
        {
            StageKind.Pretrain => $"pretrain on {stage.Data.Dataset}",
            StageKind.Prune => string.Create(CultureInfo.InvariantCulture, $"prune to {stage.Sparsity * 100:0.######} %"),
            _ => isPretrained ? "fine-tune" : "train",
        };
        var settings = SettingsOf(stage, train);
        foreach (var axis in axes.Where(axis => axis != SettingsCatalogue.Seed && IsOf(axis, stage, train)))
        {
            if (axis == SettingsCatalogue.Mode)
                yield return axis.Format(isPretrained ? TrialMode.FineTuned : TrialMode.FromScratch);
            else if (axis == SettingsCatalogue.Dataset || axis == SettingsCatalogue.Architecture)
                yield return axis.TextOf(settings);
            else
                yield return $"{SettingsCatalogue.AxisName(axis)} {axis.TextOf(settings)}";
        }

        if (axes.Contains(SettingsCatalogue.Seed) && stage.Kind != StageKind.Pretrain)
            yield return string.Create(CultureInfo.InvariantCulture, $"seed {stage.Seed}");
    }

    /// <summary>
    /// True when the stage has a value on this axis that its first word does not express. Pretrain stages have data of their own.
    /// </summary>
    private static bool IsOf(Setting axis, StageDefinition stage, StageDefinition? train) =>
        axis switch
        {
            _ when axis == SettingsCatalogue.Sparsity => false,
            _ when axis == SettingsCatalogue.Mode => stage.Kind == StageKind.Prune,
            _ when axis == SettingsCatalogue.Dataset => stage.Kind != StageKind.Pretrain,
            _ when axis == SettingsCatalogue.Architecture => true,
            { Block: SettingsCatalogue.Model } => true,
            { Block: SettingsCatalogue.Data } => stage.Kind != StageKind.Pretrain,
            { Block: SettingsCatalogue.Training } => stage.Kind != StageKind.Pretrain && train is not null,
            _ => stage.Kind == StageKind.Prune,
        };

    /// <summary>The settings as in the spec, where the epochs and learning rate of a prune stage belong to the pruning block.</summary>
    private static SpecSettings SettingsOf(StageDefinition stage, StageDefinition? train) =>
        SpecSettings.Default with
        {
            Data = stage.Data,
            Model = stage.Model,
            Training = (train ?? stage).Training,
            Pruning = (stage.Pruning ?? SpecSettings.Default.Pruning) with
            {
                Epochs = stage.Training.Epochs,
                Lr = stage.Training.Lr,
                Schedule =
                    stage.Pruning?.Schedule == PruningSchedule.Gradual ? PruningSchedule.Gradual
                    : train is not null && stage.Parent != train.Id ? PruningSchedule.Iterative
                    : PruningSchedule.OneShot,
            },
        };
}
