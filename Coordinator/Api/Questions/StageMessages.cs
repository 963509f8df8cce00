using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Client;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Api.Questions;

/// <summary>All about one stage as messages.</summary>
internal static class StageMessages
{
    /// <summary>Numbers as numbers, the rest as the spec writes it; only what matters to this kind of stage.</summary>
    public static Struct SettingsOf(StageDefinition stage)
    {
        var settings = SpecSettings.Default with
        {
            Data = stage.Data,
            Model = stage.Model,
            Training = stage.Training,
            Pruning = stage.Pruning ?? SpecSettings.Default.Pruning,
            Sparsity = stage.Sparsity,
            Seed = stage.Seed,
        };
        IEnumerable<Setting> named =
        [
            SettingsCatalogue.Dataset,
            SettingsCatalogue.Architecture,
            SettingsCatalogue.Sparsity,
            SettingsCatalogue.Seed,
            .. SettingsCatalogue
                .StageBlocks.Where(block => block != SettingsCatalogue.Pruning || stage.Pruning is not null)
                .SelectMany(SettingsCatalogue.InBlock),
        ];
        var message = new Struct();
        foreach (var setting in named)
        {
            message.Fields.Add(
                setting.IsGridOnly ? setting.Name : setting.Path,
                Of(setting.Get(settings)) ?? Value.ForString(setting.TextOf(settings))
            );
        }

        if (stage.Data.Fingerprint is { } fingerprint)
            message.Fields.Add("data.fingerprint", Value.ForString(fingerprint));
        if (stage.Weights is { } weights)
            message.Fields.Add("weights", Value.ForString(weights.Name));
        return message;
    }

    public static Struct ResultOf(StageId stage, StageResult result)
    {
        var trial = TrialRows.Of(stage, result);
        var message = new Struct();
        foreach (var field in ResultFields.Of([trial]).All.Where(field => field is { IsMeasured: true, Name: not ("state" or "error") }))
            message.Fields.Add(field.Name, StudyMessages.Of(field.Read(trial)));
        return message;
    }

    public static EpochPoint Of(EpochMetrics epoch)
    {
        var point = new EpochPoint
        {
            Epoch = epoch.Epoch,
            Lr = epoch.LearningRate,
            Sparsity = epoch.Sparsity,
        };
        if (double.IsFinite(epoch.TrainLoss))
            point.TrainLoss = epoch.TrainLoss;
        if (epoch.Top1 is { } top1)
            point.Top1 = top1;
        if (epoch.Loss is { } loss && double.IsFinite(loss))
            point.Loss = loss;
        return point;
    }

    public static AttemptInfo Of(AttemptRecord attempt) =>
        new()
        {
            Number = attempt.Number,
            WorkerId = attempt.WorkerId ?? "",
            Queued = attempt.Queued?.ToTimestamp(),
            Started = attempt.Started?.ToTimestamp(),
            Ended = attempt.Ended?.ToTimestamp(),
            Outcome = attempt.Outcome.ToWire(),
            Error = attempt.Error ?? "",
            Details = attempt.Details ?? "",
            LogTail = attempt.LogTail ?? "",
        };

    /// <summary>Without what is long.</summary>
    public static AttemptInfo BriefOf(AttemptRecord attempt)
    {
        var message = Of(attempt);
        message.Details = message.LogTail = "";
        return message;
    }

    private static Value? Of(object? value) =>
        value switch
        {
            int whole => Value.ForNumber(whole),
            double number => Value.ForNumber(number),
            bool truth => Value.ForBool(truth),
            _ => null,
        };
}
