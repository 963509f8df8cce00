using System.Globalization;
using Sweep.Api.V1;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;
using Sweep.Contracts;

namespace Sweep.Cli.Watching;

/// <summary>A stage that settled, in one line.</summary>
internal static class SettledText
{
    private const int MostErrorLength = 500;

    /// <summary>Null for what people need not know: stages that others block, and those that are taken up again.</summary>
    public static (string Word, string Text)? Of(SettledStage stage) =>
        stage.State switch
        {
            StageState.Completed => ("done", stage.Stage.Name + (stage.HasTop1 ? Measured(stage) : "")),
            StageState.Failed => (
                "failed",
                $"{stage.Stage.Name} ({stage.Stage.StageId[..Math.Min(12, stage.Stage.StageId.Length)]}): {Short(stage.Error)}"
            ),
            _ => null,
        };

    /// <summary>A coordinator that is older than this program does not say how long a stage took.</summary>
    private static string Measured(SettledStage stage)
    {
        var time = stage.Duration is { } duration
            ? $", {Counted.Of(stage.Epochs, "epoch")} in {StageText.Describe(duration.ToTimeSpan())}{SweepLine.Speed(stage.ImagesPerSecond)}"
            : "";
        return string.Create(CultureInfo.InvariantCulture, $": top1 {stage.Top1:0.00} %{time}");
    }

    public static string Short(string error)
    {
        var line = error.ReplaceLineEndings(" ");
        return line.Length == 0 ? "no reason was recorded"
            : line.Length > MostErrorLength ? line[..MostErrorLength] + "…"
            : line;
    }
}
