using System.Globalization;
using Sweep.Api.V1;
using Sweep.Contracts.Stages;

namespace Sweep.Cli.Running;

/// <summary>A stage in a few words.</summary>
internal static class StageText
{
    /// <summary><c>prune to 80 % · mnist vgg16 ×0.25 · seed 1</c></summary>
    public static string Describe(StageDefinition stage)
    {
        var kind = stage.Kind switch
        {
            StageKind.Pretrain => "pretrain",
            StageKind.Prune => string.Create(CultureInfo.InvariantCulture, $"prune to {stage.Sparsity * 100:0.##} %"),
            _ => stage.Parent is null && stage.Weights is null ? "train" : "fine-tune",
        };
        var width = stage.Model.Width == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ×{stage.Model.Width:0.###}");
        var seed = stage.Kind == StageKind.Pretrain ? "" : string.Create(CultureInfo.InvariantCulture, $" · seed {stage.Seed}");
        return $"{kind} · {stage.Data.Dataset} {stage.Model.Architecture}{width}{seed}";
    }

    /// <inheritdoc cref="Describe(StageDefinition)"/>
    public static string Describe(StageRef stage)
    {
        var kind = stage.Kind switch
        {
            "prune" => string.Create(CultureInfo.InvariantCulture, $"prune to {stage.Sparsity * 100:0.##} %"),
            "train" when stage.Pretrained => "fine-tune",
            var other => other,
        };
        var seed = stage.Kind == "pretrain" ? "" : string.Create(CultureInfo.InvariantCulture, $" · seed {stage.Seed}");
        return $"{kind} · {stage.Dataset} {stage.Architecture}{seed}";
    }

    /// <summary><c>1 h 05 min</c>, <c>3 min 20 s</c>, <c>12 s</c>, <c>0.4 s</c></summary>
    public static string Describe(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s"),
        { TotalSeconds: >= 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
    };
}
